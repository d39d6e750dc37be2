import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newProject, newWorkspace, openLive, sendFrame, sleep, startServer, Asker } from './lib.mjs'

let w, acme, zeta, member
before(async () => {
  w = await newWorkspace()
  acme = await newProject(w.owner, 'Acme', 2)
  zeta = await newProject(w.owner, 'Zeta', 1)
  member = await w.person('member', { clients: [acme.client] })
})
after(() => w.close())

const of = (row) => (message) => message.id === row.id

test('the handshake: only for who signed in, only from our own pages', async () => {
  const stranger = await openLive(w.anonymous)
  assert.equal(stranger.status, 401)
  assert.equal((await openLive(w.owner, { origin: 'https://evil.example' })).status, 403)
  assert.equal((await openLive(w.owner, { headers: { Origin: 'null' } })).status, 403)
  assert.equal((await openLive(w.owner, { headers: { 'Sec-WebSocket-Version': '12' } })).status, 400)
  assert.equal((await openLive(w.owner, { headers: { 'Sec-WebSocket-Key': 'short' } })).status, 400)
})

test('a change is seen by the other within a second, and says who made it', async () => {
  const stream = await openLive(member)
  const hello = await stream.next()
  assert.equal(hello.type, 'hello')
  const began = Date.now()
  const row = await w.owner.must('PATCH', `/tasks/${acme.tasks[0].id}`, { title: 'Seen at once' })
  const message = await stream.next(of(row))
  assert.ok(Date.now() - began < 1000)
  assert.equal(message.type, 'change')
  assert.equal(message.verb, 'update')
  assert.equal(message.resource, 'task')
  assert.equal(message.version, row.version)
  assert.equal(message.actor, w.owner.member.id)
  assert.equal(message.client, acme.client.id)
  assert.equal(message.row.title, 'Seen at once')
  assert.ok(!('description' in message.row), 'only what changed')
  assert.ok(message.seq > hello.seq)
  stream.close()
})

test('what is created comes whole; deletion and return are told', async () => {
  const stream = await openLive(member)
  await stream.next()
  const row = await w.owner.must('POST', '/tasks', { list: acme.list.id, title: 'New here' })
  const created = await stream.next(of(row))
  assert.equal(created.verb, 'create')
  for (const key of Object.keys(row).filter((key) => !/_count$|^subtask_|spent_min|updated/.test(key)))
    assert.deepEqual(created.row[key], row[key], key)
  await w.owner.delete(`/tasks/${row.id}`)
  assert.equal((await stream.next(of(row))).verb, 'delete')
  await w.owner.must('POST', `/tasks/${row.id}/restore`)
  const back = await stream.next(of(row))
  assert.equal(back.verb, 'restore')
  assert.equal(back.row.title, 'New here')
  stream.close()
})

test('nothing of a client that is not theirs', async () => {
  const stream = await openLive(member)
  await stream.next()
  await w.owner.must('PATCH', `/tasks/${zeta.tasks[0].id}`, { title: 'Secret plan' })
  const mark = await w.owner.must('PATCH', `/tasks/${acme.tasks[1].id}`, { title: 'Mark' })
  const seen = [...stream.messages]
  const message = await stream.next(of(mark))
  assert.equal(message.row.title, 'Mark')
  assert.ok(!JSON.stringify(seen).includes('Secret'))
  assert.ok(!JSON.stringify(seen).includes(zeta.tasks[0].id))
  stream.close()
})

test('resumes from a sequence number, without gaps and without repeats', async () => {
  const first = await openLive(member)
  const { seq } = await first.next()
  first.close()
  for (let i = 0; i < 20; i++) await w.owner.must('PATCH', `/tasks/${acme.tasks[0].id}`, { title: `Step ${i}` })
  const second = await openLive(member, { since: seq })
  const titles = []
  let last = seq
  while (titles.length < 20) {
    const message = await second.next((m) => m.type === 'change')
    assert.ok(message.seq > last)
    last = message.seq
    titles.push(message.row.title)
  }
  assert.deepEqual(titles, [...Array(20).keys()].map((i) => `Step ${i}`))
  second.close()
})

test('leaving the view is a removal, coming into it a whole row', async () => {
  const stream = await openLive(member)
  await stream.next()
  const project = await w.owner.must('POST', '/projects', { client: zeta.client.id, name: 'Wanderer' })
  const list = (await w.owner.must('GET', `/lists?filter=project:${project.id}`)).items[0] ??
    await w.owner.must('POST', '/lists', { project: project.id, name: 'L' })
  const task = await w.owner.must('POST', '/tasks', { list: list.id, title: 'Travels' })
  await w.owner.must('POST', `/tasks/${task.id}/move`, { list: acme.list.id, confirm: true })
  const arrived = await stream.next(of(task))
  assert.equal(arrived.verb, 'update')
  assert.equal(arrived.row.title, 'Travels')
  assert.equal(arrived.row.client, acme.client.id)
  await w.owner.must('POST', `/tasks/${task.id}/move`, { list: list.id, confirm: true })
  const left = await stream.next(of(task))
  assert.equal(left.verb, 'remove')
  assert.equal(left.row, undefined)
  assert.equal(left.client, undefined)
  stream.close()
})

test('a new grant is a reset, and then its rows are seen', async () => {
  const person = await w.person('member')
  const stream = await openLive(person)
  await stream.next()
  const grant = await w.owner.must('POST', '/access', { member: person.member.id, client: zeta.client.id })
  await stream.next((m) => m.type === 'reset')
  await w.owner.must('PATCH', `/tasks/${zeta.tasks[0].id}`, { title: 'Now visible' })
  assert.equal((await stream.next(of(zeta.tasks[0]))).row.title, 'Now visible')
  await w.owner.delete(`/access/${grant.id}`)
  await stream.next((m) => m.type === 'reset')
  await w.owner.must('PATCH', `/tasks/${zeta.tasks[0].id}`, { title: 'Hidden again' })
  await sleep(300)
  assert.ok(!JSON.stringify(stream.messages).includes('Hidden again'))
  stream.close()
})

test('who works on own tasks only hears of those', async () => {
  const person = await w.person('member', { clients: [acme.client], own_tasks_only: true })
  const mine = await w.owner.must('POST', '/tasks', { list: acme.list.id, title: 'Mine', assignees: [person.member.id] })
  const stream = await openLive(person)
  await stream.next()
  await w.owner.must('PATCH', `/tasks/${acme.tasks[1].id}`, { title: 'Not for freelancers' })
  await w.owner.must('PATCH', `/tasks/${mine.id}`, { title: 'For you' })
  assert.equal((await stream.next(of(mine))).row.title, 'For you')
  assert.ok(!JSON.stringify(stream.messages).includes('Not for'))
  await w.owner.must('PATCH', `/tasks/${acme.tasks[1].id}`, { assignees: [person.member.id] })
  await stream.next((m) => m.type === 'reset')
  await w.owner.must('PATCH', `/tasks/${acme.tasks[1].id}`, { title: 'Yours too' })
  assert.equal((await stream.next(of(acme.tasks[1]))).row.title, 'Yours too')
  stream.close()
})

test('a session that ends closes its streams', async () => {
  const asker = new Asker(w.server.url)
  await asker.signIn('olga@example.org')
  const stream = await openLive(asker)
  await stream.next()
  await asker.post('/sign-out')
  await stream.ended
  assert.equal(stream.closed, 4401)
  asker.close()
})

test('a burst is one refetch', async () => {
  const stream = await openLive(w.owner)
  await stream.next()
  const operations = [...Array(300).keys()].map((i) => ({ method: 'POST', path: '/api/v1/tasks', body: { list: zeta.list.id, title: `Bulk ${i}` } }))
  await w.owner.must('POST', '/batch', { operations })
  const message = await stream.next((m) => m.type === 'refetch')
  assert.equal(message.resource, 'task')
  await sleep(300)
  assert.ok(stream.messages.length < 150)
  stream.close()
})

test('what browsers send is answered or ignored; rubbish closes the stream', async () => {
  const stream = await openLive(w.owner)
  await stream.next()
  sendFrame(stream.socket, 1, 'hello?')
  const row = await w.owner.must('PATCH', `/tasks/${acme.tasks[0].id}`, { title: 'Still open' })
  assert.ok(await stream.next(of(row)))
  stream.socket.write(Buffer.from([0x83, 0x01, 0x41])) // reserved opcode, not masked
  await stream.ended
})

test('GET /changes waits for news, and tells the same', async () => {
  // The plan follows what is written, when it has the time: not what is waited for here.
  const news = async (since, wait) => {
    for (const until = Date.now() + wait * 1000; ; ) {
      const page = await member.must('GET', `/changes?since=${since}&wait=${Math.max(1, Math.ceil((until - Date.now()) / 1000))}`)
      const items = page.items.filter((item) => item.resource !== 'plan')
      if (items.length || Date.now() >= until) return { seq: page.seq, items }
      since = page.seq
    }
  }
  const { seq } = await news((await member.get('/me')).body.seq, 1)
  const waiting = news(seq, 20)
  await sleep(200)
  await w.owner.must('PATCH', `/tasks/${zeta.tasks[0].id}`, { title: 'Not for the waiting' })
  await sleep(100)
  const began = Date.now()
  await w.owner.must('PATCH', `/tasks/${acme.tasks[0].id}`, { title: 'Waited for' })
  const told = await waiting
  assert.ok(Date.now() - began < 1000)
  assert.equal(told.items.length, 1)
  assert.equal(told.items[0].row.title, 'Waited for')
  const began2 = Date.now()
  assert.deepEqual((await news(told.seq, 1)).items, [])
  assert.ok(Date.now() - began2 >= 900)
})

test('too many streams of one person are refused', async () => {
  const server = await startServer(w.place, ['--streams-each', '2'])
  const asker = new Asker(server.url)
  await asker.signIn('olga@example.org')
  const first = await openLive(asker)
  const second = await openLive(asker)
  assert.equal((await openLive(asker)).status, 429)
  second.close()
  await sleep(200)
  const third = await openLive(asker)
  assert.equal(third.status, 101)
  first.close()
  third.close()
  asker.close()
  await server.stop()
})
