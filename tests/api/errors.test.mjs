// Every kind of error of docs/api.md: what it says, where, in which language, and that nothing changes.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId, newProject, newWorkspace, pointers, raw, settled } from './lib.mjs'

let w, acme, zeta, member, list
before(async () => {
  w = await newWorkspace()
  acme = await newProject(w.owner, 'Acme', 1)
  zeta = await newProject(w.owner, 'Zeta', 1)
  member = await w.person('member', { clients: [acme.client], locale: 'fr' })
  list = acme.list.id
})
after(() => w.close())

/** The request must fail so, and write nothing. */
async function refused(asker, method, path, body, status, type, headers) {
  const before = await settled(w.owner)
  const reply = await asker.ask(method, path, body, headers)
  assert.equal(reply.status, status, `${method} ${path}: ${reply.text}`)
  assert.equal(reply.headers['content-type'], 'application/problem+json')
  assert.equal(reply.body.type, `/problems/${type}`)
  assert.equal(reply.body.status, status)
  assert.ok(reply.body.title.length > 5)
  assert.equal((await w.owner.get('/me')).body.seq, before, 'nothing was written')
  return reply
}

const text = { 'content-type': 'application/json' }

test('not JSON, not UTF-8, twice the same key, too deep', async () => {
  for (const body of ['{', '{"title":}', 'title', '{"a":1}x', '{"title":"a\\u0000b"}', '{"a":123456789012345678901234567890}'])
    await refused(w.owner, 'POST', '/tasks', body, 400, 'syntax', text)
  const at = await refused(w.owner, 'POST', '/tasks', '{"title": oops}', 400, 'syntax', text)
  assert.ok(at.body.errors[0].position >= 9 && at.body.errors[0].position <= 15)
  const bytes = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')])
  assert.match((await refused(w.owner, 'POST', '/tasks', bytes, 400, 'syntax', text)).body.detail, /UTF-8/)
  assert.match((await refused(w.owner, 'POST', '/tasks', '{"title":"a","title":"b"}', 400, 'syntax', text)).body.detail, /twice/)
  const deep = '{"title":"a","custom":' + '['.repeat(30) + ']'.repeat(30) + '}'
  assert.match((await refused(w.owner, 'POST', '/tasks', deep, 400, 'syntax', text)).body.detail, /20/)
  const bomb = '['.repeat(200000) + ']'.repeat(200000)
  await refused(w.owner, 'POST', '/tasks', bomb, 400, 'syntax', text)
})

test('no body, a body that is no object, another kind of content', async () => {
  await refused(w.owner, 'POST', '/tasks', undefined, 400, 'syntax')
  for (const body of ['[]', '"a"', '1', 'null', 'true']) await refused(w.owner, 'POST', '/tasks', body, 422, 'invalid', text)
  await refused(w.owner, 'POST', '/tasks', 'title=a', 415, 'unsupported', { 'content-type': 'application/x-www-form-urlencoded' })
  await refused(w.owner, 'POST', '/tasks', '{}', 415, 'unsupported', { 'content-type': 'text/plain' })
})

test('too large', async () => {
  const big = JSON.stringify({ list, title: 'a', description: 'x'.repeat(1100000) })
  assert.match((await refused(w.owner, 'POST', '/tasks', big, 413, 'too-large', text)).body.detail, /1,048,576/)
  const chunked = await raw(w.server,
    `POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n` +
    `140000\r\n${'x'.repeat(0x140000)}\r\n0\r\n\r\n`)
  assert.match(chunked, /^HTTP\/1\.1 413 /)
})

test('every wrong field is named, all at once', async () => {
  const reply = await refused(w.owner, 'POST', '/tasks', {
    list, title: 'x'.repeat(501), due: '2026-02-30', estimate_min: 'long', tags: ['ok', 7], assignees: 'me', nope: 1, created: '2026-01-01T00:00:00Z',
  }, 422, 'invalid')
  assert.deepEqual(pointers(reply), ['/assignees', '/created', '/due', '/estimate_min', '/nope', '/tags/1', '/title'])
  for (const error of reply.body.errors) assert.ok(error.message.length > 5 && !error.message.includes('field.'), error.message)
})

test('wrong types, missing, out of range', async () => {
  const cases = [
    [{}, ['/title']], [{ title: null }, ['/title']], [{ title: '   ' }, ['/title']], [{ title: 7 }, ['/title']], [{ title: 'a', priority: 99 }, ['/priority']],
    [{ title: 'a', kind: 'epic' }, ['/kind']], [{ title: 'a', assignees: [newId()] }, ['/assignees']],
    [{ title: 'a', estimate_min: -1 }, ['/estimate_min']], [{ title: 'a', estimate_min: 1.5 }, ['/estimate_min']],
    [{ title: 'a', id: 'no-id' }, ['/id']], [{ title: 'a', tags: Array(60).fill(0).map((_, i) => `t${i}`) }, ['/tags']],
  ]
  for (const [body, expected] of cases) {
    const reply = await refused(w.owner, 'POST', '/tasks', { list, ...body }, 422, 'invalid')
    for (const pointer of expected) assert.ok(pointers(reply).some((p) => p.startsWith(pointer)), `${JSON.stringify(body)}: ${reply.text}`)
  }
})

test('references to what is foreign look like what is missing', async () => {
  const missing = await refused(member, 'POST', '/tasks', { list: newId(), title: 'a' }, 422, 'invalid')
  const foreign = await refused(member, 'POST', '/tasks', { list: zeta.list.id, title: 'a' }, 422, 'invalid')
  assert.deepEqual(foreign.body.errors, missing.body.errors)
  const a = await refused(member, 'GET', `/tasks/${newId()}`, undefined, 404, 'not-found')
  const b = await refused(member, 'GET', `/tasks/${zeta.tasks[0].id}`, undefined, 404, 'not-found')
  const c = await refused(member, 'GET', '/tasks/nonsense', undefined, 404, 'not-found')
  for (const reply of [a, b, c]) delete reply.body.instance
  assert.deepEqual(a.body, b.body)
  assert.deepEqual(a.body, c.body)
})

test('in the language of the reader: before sign-in by Accept-Language, after it by the person', async () => {
  const english = await w.anonymous.get('/tasks', { 'accept-language': 'en-GB' })
  const french = await w.anonymous.get('/tasks', { 'accept-language': 'de, fr-CA;q=0.8, en;q=0.5' })
  assert.equal(english.body.title, 'Please sign in.')
  assert.notEqual(french.body.title, english.body.title)
  const reply = await refused(member, 'POST', '/tasks', { list, title: 'x'.repeat(600) }, 422, 'invalid', { 'accept-language': 'en' })
  assert.match(reply.body.errors[0].message, /caractères/)
  assert.match((await refused(w.owner, 'POST', '/tasks', { list, title: 'x'.repeat(600) }, 422, 'invalid')).body.errors[0].message, /characters/)
})

test('wrong filters, with the position; wrong sorts, cursors, limits, fields', async () => {
  const filter = await refused(w.owner, 'GET', `/tasks?filter=${encodeURIComponent('title:a due:someday')}`, undefined, 400, 'syntax')
  assert.equal(filter.body.errors[0].pointer, '?filter')
  assert.ok(filter.body.errors[0].position >= 8 && filter.body.errors[0].position <= 12, filter.text)
  for (const [query, pointer] of [
    ['filter=nosuchfield:1', '?filter'], ['filter=(title:a', '?filter'], [`filter=${'a '.repeat(1100)}`, '?filter'], ['sort=nosuchfield', '?sort'],
    ['cursor=rubbish', '?cursor'], ['cursor=AAAA', '?cursor'], ['limit=0', '?limit'], ['limit=1001', '?limit'], ['limit=many', '?limit'],
    ['fields=id,nosuchfield', '?fields'], ['as_of=yesterday', '?as_of'], ['group=nosuchfield', '?group'], ['trash=maybe', '?trash'],
  ]) {
    const reply = await refused(w.owner, 'GET', `/tasks?${query}`, undefined, 400, 'syntax')
    assert.deepEqual(pointers(reply), [pointer], query)
  }
  for (const query of ['filter=%', 'filter=%f', 'filter=%zz', 'filter=%00', 'filter=%ff%fe'])
    await refused(w.owner, 'GET', `/tasks?${query}`, undefined, 400, 'syntax')
})

test('a cursor belongs to its list', async () => {
  for (let i = 0; i < 3; i++) await w.owner.must('POST', '/tasks', { list, title: `Page ${i}` })
  const first = await w.owner.must('GET', '/tasks?limit=2&sort=title')
  assert.ok(first.next)
  assert.equal((await w.owner.get(`/tasks?limit=2&sort=title&cursor=${first.next}`)).status, 200)
  await refused(w.owner, 'GET', `/tasks?limit=2&sort=-title&cursor=${first.next}`, undefined, 400, 'syntax')
  await refused(w.owner, 'GET', `/tasks?limit=2&sort=title&filter=page&cursor=${first.next}`, undefined, 400, 'syntax')
  await refused(w.owner, 'GET', `/projects?cursor=${first.next}`, undefined, 400, 'syntax')
})

test('what may not be done, though it is seen', async () => {
  await refused(member, 'POST', '/clients', { name: 'Mine' }, 403, 'forbidden')
  await refused(member, 'DELETE', `/clients/${acme.client.id}`, undefined, 403, 'forbidden')
  await refused(member, 'POST', '/invites', { email: 'a@example.org', role: 'owner' }, 403, 'forbidden')
})

test('unknown addresses and methods', async () => {
  await refused(w.owner, 'GET', '/nothing', undefined, 404, 'not-found')
  await refused(w.owner, 'GET', '/tasks/', undefined, 404, 'not-found')
  await refused(w.owner, 'GET', '//api/v2/tasks', undefined, 404, 'not-found')
  const reply = await refused(w.owner, 'PUT', '/tasks', { a: 1 }, 405, 'method')
  assert.equal(reply.headers.allow, 'GET, HEAD, POST')
  await refused(w.owner, 'OPTIONS', '/tasks', undefined, 405, 'method')
  await refused(w.owner, 'DELETE', '/tasks', undefined, 405, 'method')
})

test('what is there already', async () => {
  const id = newId()
  await w.owner.must('POST', '/clients', { id, name: 'Once', key: 'once' })
  await refused(w.owner, 'POST', '/clients', { id, name: 'Twice' }, 409, 'exists')
  const reply = await refused(w.owner, 'POST', '/clients', { name: 'Other', key: 'once' }, 409, 'exists')
  assert.deepEqual(pointers(reply), ['/key'])
})

test('a circle of dependencies is refused and its path named, as far as it may be seen', async () => {
  const tasks = []
  for (let i = 0; i < 3; i++) tasks.push(await w.owner.must('POST', '/tasks', { list, title: `Link ${i}` }))
  const kind = 'finish_start'
  const probe = await w.owner.post('/dependencies', { task: tasks[1].id, predecessor: tasks[0].id })
  assert.equal(probe.status, 201, probe.text + kind)
  await w.owner.must('POST', '/dependencies', { task: tasks[2].id, predecessor: tasks[1].id })
  const reply = await refused(w.owner, 'POST', '/dependencies', { task: tasks[0].id, predecessor: tasks[2].id }, 409, 'cycle')
  assert.match(reply.text, /Link 0/)
})

test('conflicting lengths and other tricks of the protocol are refused', async () => {
  const smuggled = await raw(w.server, 'POST /api/v1/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 30\r\nConnection: close\r\n\r\n{}')
  assert.match(smuggled, /^HTTP\/1\.[01] 400 /)
  const nothing = await raw(w.server, 'GET /api/v1/health HTTP/1.1\r\n\r\n')
  assert.match(nothing, /^HTTP\/1\.[01] 400 /)
  const long = await raw(w.server, `GET /api/v1/tasks?filter=${'a'.repeat(60000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
  assert.match(long, /^HTTP\/1\.[01] 4\d\d /)
})
