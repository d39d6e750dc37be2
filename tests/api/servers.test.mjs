// Several servers on one PostgreSQL; a reverse proxy in front.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { newWire } from '../browser/wire.mjs'
import { Asker, newProject, newWorkspace, openLive, root, sleep, startServer, store } from './lib.mjs'

let w, acme
before(async () => {
  w = await newWorkspace()
  acme = await newProject(w.owner, 'Acme', 2)
})
after(() => w.close())

test('two servers on one database: a change through one appears live through the other', { skip: store === 'sqlite' && 'one server for SQLite' }, async () => {
  const other = await startServer(w.place)
  const there = new Asker(other.url, { cookie: w.owner.cookie, csrf: w.owner.csrf })
  assert.equal((await there.get('/me')).status, 200, 'the session is everywhere')
  const stream = await openLive(there)
  await stream.next()
  const began = Date.now()
  await w.owner.must('PATCH', `/tasks/${acme.tasks[0].id}`, { title: 'From the first' })
  const message = await stream.next((m) => m.id === acme.tasks[0].id)
  assert.ok(Date.now() - began < 1000)
  assert.equal(message.row.title, 'From the first')
  assert.equal((await there.get(`/tasks/${acme.tasks[0].id}`)).body.title, 'From the first')
  stream.close()

  // Both write at once: the log has no gap and no two with one number, and both streams end at the same place.
  const from = (await w.owner.get('/me')).body.seq
  const here = await openLive(w.owner, { since: from })
  const beyond = await openLive(there, { since: from })
  await Promise.all([w.owner, there].flatMap((asker, k) => Array.from({ length: 30 }, (_, i) => asker.must('POST', '/tasks', { list: acme.list.id, title: `From ${k} number ${i}` }))))
  const events = []
  for (let since = from; events.filter((event) => event.resource === 'task').length < 60;) { // the plan follows meanwhile, and says so
    const page = await there.must('GET', `/changes?since=${since}`)
    assert.ok(page.items.length, 'all of it is in the log')
    events.push(...page.items)
    since = page.seq
  }
  assert.deepEqual(events.map((event) => event.seq), events.map((_, i) => from + 1 + i))
  for (const stream of [here, beyond]) {
    const seen = []
    while (seen.length < events.length) seen.push((await stream.next((m) => m.type === 'change')).seq)
    assert.deepEqual(seen, events.map((event) => event.seq))
    stream.close()
  }
  there.close()
  await other.stop()
})

test('streams outlive the other server, and a lost database connection', { skip: store === 'sqlite' && 'PostgreSQL only' }, async () => {
  const stream = await openLive(w.owner)
  await stream.next()
  const { execFileSync } = await import('node:child_process')
  execFileSync('psql', ['-qXAt', '-d', w.place.where, '-c',
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'])
  await sleep(300)
  for (let i = 0; i < 20; i++) {
    const reply = await w.owner.patch(`/tasks/${acme.tasks[1].id}`, { title: `After the cut ${i}` })
    if (reply.status === 200) break
    assert.ok([500, 503].includes(reply.status), reply.text)
    await sleep(200)
  }
  const message = await stream.next((m) => m.id === acme.tasks[1].id, 8000)
  assert.match(message.row.title, /After the cut/)
  stream.close()
})

test('a server whose database is gone for good ends at once', { skip: store === 'sqlite' && 'PostgreSQL only' }, async () => {
  const there = new URL(w.place.where)
  const wire = await newWire(there.href)
  const through = new URL(there)
  through.port = new URL(wire.url).port
  const server = await startServer({ args: ['--database', through.href] })
  const asker = new Asker(server.url, { cookie: w.owner.cookie, csrf: w.owner.csrf })
  await asker.must('PATCH', `/tasks/${acme.tasks[0].id}`, { title: 'Through the wire' })
  await wire.cut()
  const waiting = Array.from({ length: 4 }, (_, i) => asker.patch(`/tasks/${acme.tasks[0].id}`, { title: `Never there ${i}` }))
  const tries = () => (server.log().match(/"postgresql: /g) ?? []).length
  for (let i = 0; i < 200 && tries() < 12; i++) await sleep(50) // every thread has noticed
  const before = tries()
  assert.ok(before >= 12, server.log())
  assert.equal(await server.stop(), 0)
  for (const reply of await Promise.all(waiting)) assert.ok([500, 503].includes(reply.status), `${reply.status} ${reply.text}`)
  assert.ok(tries() - before < 10, `${tries() - before} more attempts to reach the database`)
  asker.close()
})

// ---- Caddy ----

const freePort = () => new Promise((done) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    server.close(() => done(port))
  })
})

test('behind Caddy as documented: WebSocket, addresses, TLS known', async () => {
  const port = await freePort()
  const server = await startServer(w.place, ['--trust-proxy', '127.0.0.1'])
  const folder = mkdtempSync(join(tmpdir(), 'aplomb-caddy-'))
  const documented = readFileSync(join(root, 'scripts/Caddyfile.example'), 'utf8')
  assert.ok(documented.includes('127.0.0.1:7600') && documented.includes('aplomb.example.org {'))
  const config = `{\n\tadmin off\n\tauto_https off\n\tstorage file_system ${folder}\n}\n` +
    documented.replaceAll('127.0.0.1:7600', `127.0.0.1:${server.port}`).replace('aplomb.example.org {', `http://127.0.0.1:${port} {`)
  writeFileSync(join(folder, 'Caddyfile'), config)
  const caddy = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')], { env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder } })
  let log = ''
  caddy.stderr.on('data', (bytes) => (log += bytes))
  try {
    const through = new Asker(`http://127.0.0.1:${port}`)
    let reply
    for (let i = 0; i < 100 && !reply; i++) reply = await through.get('/health').catch(() => sleep(100))
    assert.equal(reply?.status, 200, log)
    // What a browser claims about itself is thrown away by Caddy; what Caddy says is believed.
    const signedIn = await through.ask('POST', '/sign-in', { email: 'olga@example.org', password: 'correct horse battery staple' }, { 'x-forwarded-for': '6.6.6.6' })
    assert.equal(signedIn.status, 200)
    through.csrf = signedIn.body.csrf
    const sessions = (await through.get('/sessions')).body.items.sort((a, b) => (a.created < b.created ? 1 : -1))
    assert.equal(sessions[0].address, '127.0.0.1')
    const stream = await openLive(through)
    assert.equal(stream.status, 101)
    await stream.next()
    await through.must('PATCH', `/tasks/${acme.tasks[0].id}`, { title: 'Through the proxy' })
    assert.equal((await stream.next((m) => m.id === acme.tasks[0].id)).row.title, 'Through the proxy')
    stream.close()
    assert.equal((await openLive(through, { origin: 'http://evil.example' })).status, 403)
    assert.equal((await through.get('//metrics')).status, 404)
    assert.match((await through.get('//')).headers['content-security-policy'], /default-src 'none'/)
    through.close()
  } finally {
    caddy.kill()
    await new Promise((done) => caddy.on('close', done))
    rmSync(folder, { recursive: true, force: true })
    await server.stop()
  }
})
