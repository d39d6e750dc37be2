// Overload, slow and greedy clients: answered, or closed; nobody else notices.
import assert from 'node:assert/strict'
import net from 'node:net'
import { after, before, test } from 'node:test'
import { Asker, newId, newWorkspace, password, raw, sleep, startServer } from './lib.mjs'

let w
before(async () => (w = await newWorkspace()))
after(() => w.close())

/** Writes the pieces one after the other; resolves to the milliseconds until the server closed. */
function trickle(server, pieces, everyMs, mostMs = 15000) {
  return new Promise((done) => {
    const began = Date.now()
    const socket = net.connect(server.port, '127.0.0.1')
    let i = 0
    const timer = setInterval(() => socket.write(pieces[i++ % pieces.length]), everyMs)
    const end = setTimeout(() => socket.destroy(), mostMs)
    socket.on('error', () => {})
    socket.on('data', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      clearTimeout(end)
      done(Date.now() - began)
    })
    socket.write('GET /api/v1/health HTTP/1.1\r\nHost: x\r\n')
  })
}

test('who sends a byte now and then is closed, headers and bodies alike', async () => {
  const server = await startServer(w.place, ['--patience', '1'])
  const headers = trickle(server, ['X-A: b\r\n'], 200)
  const silent = new Promise((done) => {
    const began = Date.now()
    net.connect(server.port, '127.0.0.1').on('error', () => {}).on('data', () => {}).on('close', () => done(Date.now() - began))
  })
  const body = new Promise((done) => {
    const began = Date.now()
    const socket = net.connect(server.port, '127.0.0.1')
    socket.write('POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n')
    const timer = setInterval(() => socket.write('x'), 200)
    socket.on('error', () => {}).on('data', () => {}).on('close', () => (clearInterval(timer), done(Date.now() - began)))
  })
  for (const ms of await Promise.all([headers, silent, body])) assert.ok(ms > 700 && ms < 6000, `closed after ${ms} ms`)
  assert.equal((await new Asker(server.url).get('/health')).status, 200)
  await server.stop()
})

test('one address has a limited number of connections', async () => {
  const server = await startServer(w.place, ['--per-address', '4', '--patience', '5'])
  const sockets = []
  for (let i = 0; i < 4; i++) sockets.push(net.connect(server.port, '127.0.0.1').on('error', () => {}))
  await sleep(200)
  assert.equal(await raw(server, 'GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), '')
  sockets.forEach((socket) => socket.destroy())
  await sleep(200)
  assert.match(await raw(server, 'GET /api/v1/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), /200 OK/)
  await server.stop()
})

test('too many requests of one account: 429 with Retry-After, others go on', async () => {
  const server = await startServer(w.place, ['--rate', '2'])
  const asker = new Asker(server.url)
  await asker.signIn('olga@example.org')
  const replies = await Promise.all(Array.from({ length: 40 }, () => asker.get('/me')))
  const refused = replies.filter((reply) => reply.status === 429)
  assert.ok(refused.length >= 15 && refused.length < 30, `${refused.length}`)
  assert.ok(+refused[0].headers['retry-after'] >= 1)
  assert.equal(refused[0].body.type, '/problems/rate')
  asker.close()
  await server.stop()
})

test('planning has a budget of its own, each person’s: 429 with Retry-After, in their language; the rest goes on', async () => {
  const server = await startServer(w.place, ['--plan-rate', '1'])
  const asker = new Asker(server.url)
  await asker.signIn('olga@example.org')
  const routes = [
    ['POST', '/plan/what-if', { changes: [] }],
    ['GET', '/plan/input'],
    ['POST', '/plan/replan', {}],
    ['GET', `/scenarios/${newId()}/result`],
    ['GET', `/plan/why?task=${newId()}`],
    ['GET', '/plan/workload'],
    ['GET', '/plan/shares'],
  ]
  const first = []
  for (const [method, path, body] of routes) first.push((await asker.ask(method, path, body)).status)
  assert.deepEqual(first, [200, ...Array(routes.length - 1).fill(429)])
  assert.equal((await asker.get('/plan')).status, 200)
  const { email } = await w.person('member', { locale: 'fr' })
  const other = new Asker(server.url)
  await other.signIn(email)
  const theirs = []
  for (let i = 0; i < 2; i++) theirs.push(await other.post('/plan/what-if', { changes: [] }))
  assert.deepEqual(theirs.map((reply) => reply.status), [200, 429])
  assert.ok(+theirs[1].headers['retry-after'] >= 1)
  assert.match(theirs[1].body.title, /Trop de requêtes/)
  asker.close()
  other.close()
  await server.stop()
})

test('guessing passwords is slowed down, by address and by account', async () => {
  const server = await startServer(w.place, ['--sign-in-rate', '6'])
  const asker = new Asker(server.url)
  const statuses = []
  for (let i = 0; i < 8; i++) statuses.push((await asker.signIn('victim@example.org', `guess number ${i}`)).status)
  assert.ok(statuses.slice(0, 3).every((status) => status === 401), `${statuses}`)
  assert.equal(statuses.at(-1), 429, `${statuses}`)
  assert.equal((await asker.signIn('olga@example.org')).status, 200, 'another account from the same address')
  const more = []
  for (let i = 0; i < 12; i++) more.push((await asker.signIn(`nobody${i}@example.org`, 'a guess')).status)
  assert.equal(more.at(-1), 429, 'many accounts from one address')
  asker.close()
  await server.stop()
})

test('a full queue is 503 with Retry-After; the server goes on', async () => {
  const server = await startServer(w.place, ['--workers', '1', '--queue', '4'])
  const askers = Array.from({ length: 30 }, () => new Asker(server.url))
  const replies = await Promise.all(askers.map((asker) => asker.signIn('nobody@example.org', 'wrong')))
  const counts = {}
  for (const reply of replies) counts[reply.status] = (counts[reply.status] ?? 0) + 1
  assert.ok((counts[503] ?? 0) > 0, JSON.stringify(counts))
  assert.ok(replies.find((reply) => reply.status === 503).headers['retry-after'])
  assert.equal((await new Asker(server.url).get('/health')).status, 200)
  askers.forEach((asker) => asker.close())
  assert.equal(await server.stop(), 0)
})

test('SIGTERM: what runs is answered, nothing is lost', async () => {
  const server = await startServer(w.place)
  const asker = new Asker(server.url)
  await asker.signIn('olga@example.org')
  const { items } = (await asker.get('/clients')).body
  const writes = Array.from({ length: 50 }, (_, i) => asker.patch(`/clients/${items[0].id}`, { description: `Line ${i}` }).catch(() => null))
  await sleep(5)
  const status = await server.stop()
  assert.equal(status, 0)
  const done = (await Promise.all(writes)).filter((reply) => reply?.status === 200)
  const row = (await w.owner.get(`/clients/${items[0].id}`)).body
  assert.ok(row.version >= items[0].version + done.length)
  asker.close()
})

test('forwarded addresses are believed only from named proxies', async () => {
  const forged = { 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' }
  for (const [args, address, secure] of [[[], '127.0.0.1', false], [['--trust-proxy', '127.0.0.1'], '198.51.100.7', true],
    [['--trust-proxy', '10.0.0.0/8'], '127.0.0.1', false]]) {
    const server = await startServer(w.place, args)
    const asker = new Asker(server.url)
    const reply = await asker.ask('POST', '/sign-in', { email: 'olga@example.org', password }, forged)
    assert.equal(reply.status, 200)
    assert.equal(/Secure/.test(reply.headers['set-cookie'][0]), secure, `${args}`)
    asker.csrf = reply.body.csrf
    const sessions = (await asker.get('/sessions')).body.items.sort((a, b) => (a.created < b.created ? 1 : -1))
    assert.equal(sessions[0].address, address, `${args}`)
    asker.close()
    await server.stop()
  }
  const server = await startServer(w.place, ['--trust-proxy', '127.0.0.1', '--trust-proxy', '203.0.113.0/24'])
  const asker = new Asker(server.url)
  const chain = { 'x-forwarded-for': '1.2.3.4, 198.51.100.9, 203.0.113.5' }
  const reply = await asker.ask('POST', '/sign-in', { email: 'olga@example.org', password }, chain)
  asker.csrf = reply.body.csrf
  const sessions = (await asker.get('/sessions')).body.items.sort((a, b) => (a.created < b.created ? 1 : -1))
  assert.equal(sessions[0].address, '198.51.100.9', 'the last that is no trusted proxy')
  asker.close()
  await server.stop()
})

test('figures for operators, on this machine', async () => {
  const reply = await w.anonymous.get('/metrics')
  assert.equal(reply.status, 200)
  assert.match(reply.text, /^aplomb_requests_total\{status="2xx"\} \d+$/m)
  assert.match(reply.text, /^aplomb_writes_total [1-9]/m)
})
