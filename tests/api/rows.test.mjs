// Rows of any resource: create, read, change, delete, restore, lists, history, the past, undo.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { Asker, newId, newProject, newWorkspace, sleep, startServer } from './lib.mjs'

let w, acme, list
before(async () => {
  w = await newWorkspace()
  acme = await newProject(w.owner, 'Acme')
  list = acme.list.id
})
after(() => w.close())

const make = (more = {}) => w.owner.must('POST', '/tasks', { list, title: 'A task', ...more })

test('create, read, change, delete, restore', async () => {
  const id = newId()
  const created = await w.owner.post('/tasks', { id, list, title: '  Été à Montréal  ', due: '2026-12-24', tags: ['web', 'élan'], estimate_min: 90 })
  assert.equal(created.status, 201)
  assert.equal(created.headers.location, `/api/v1/tasks/${id}`)
  assert.equal(created.headers.etag, '"1"')
  assert.match(created.headers['change-id'], /^[0-9a-f-]{36}$/)
  const row = created.body
  assert.equal(row.id, id)
  assert.equal(row.title, 'Été à Montréal')
  assert.equal(row.client, acme.client.id)
  assert.equal(row.project, acme.project.id)
  assert.deepEqual(row.tags, ['web', 'élan'])
  assert.equal(row.due, '2026-12-24')
  assert.equal(row.created_by, w.owner.member.id)
  assert.ok(row.status)
  assert.deepEqual((await w.owner.get(`/tasks/${id}`)).body, row)
  const changed = await w.owner.must('PATCH', `/tasks/${id}`, { due: null, priority: 2 })
  assert.equal(changed.version, 2)
  assert.equal(changed.due, null)
  assert.equal(changed.title, row.title)
  assert.equal((await w.owner.delete(`/tasks/${id}`)).status, 204)
  assert.equal((await w.owner.get(`/tasks/${id}`)).status, 404)
  assert.ok(!(await w.owner.must('GET', '/tasks?limit=1000')).items.some((task) => task.id === id))
  const trash = (await w.owner.must('GET', '/tasks?trash=1')).items.find((task) => task.id === id)
  assert.ok(trash.deleted)
  const back = await w.owner.must('POST', `/tasks/${id}/restore`)
  assert.equal(back.deleted, null)
  assert.equal((await w.owner.get(`/tasks/${id}`)).status, 200)
})

test('what goes with a row into the trash comes back with it', async () => {
  const parent = await make({ title: 'Parent' })
  const child = await make({ title: 'Child', parent: parent.id })
  const comment = await w.owner.must('POST', '/comments', { task: child.id, body: 'Hello **you**' })
  const alone = await make({ title: 'Deleted before', parent: parent.id })
  await w.owner.delete(`/tasks/${alone.id}`)
  await w.owner.delete(`/tasks/${parent.id}`)
  for (const path of [`/tasks/${child.id}`, `/comments/${comment.id}`]) assert.equal((await w.owner.get(path)).status, 404)
  await w.owner.must('POST', `/tasks/${parent.id}/restore`)
  for (const path of [`/tasks/${child.id}`, `/comments/${comment.id}`]) assert.equal((await w.owner.get(path)).status, 200)
  assert.equal((await w.owner.get(`/tasks/${alone.id}`)).status, 404)
})

test('ETag: unchanged rows are not sent again', async () => {
  const row = await make()
  const first = await w.owner.get(`/tasks/${row.id}`)
  const again = await w.owner.get(`/tasks/${row.id}`, { 'if-none-match': first.headers.etag })
  assert.equal(again.status, 304)
  assert.equal(again.text, '')
  await w.owner.must('PATCH', `/tasks/${row.id}`, { title: 'Other' })
  assert.equal((await w.owner.get(`/tasks/${row.id}`, { 'if-none-match': first.headers.etag })).status, 200)
})

test('If-Match: changes to other fields merge, to the same field are a conflict with both values', async () => {
  const row = await make({ title: 'Start' })
  await w.owner.must('PATCH', `/tasks/${row.id}`, { title: 'Theirs' }, { 'if-match': '"1"' })
  const merged = await w.owner.patch(`/tasks/${row.id}`, { priority: 1 }, { 'if-match': '"1"' })
  assert.equal(merged.status, 200)
  assert.equal(merged.body.title, 'Theirs')
  assert.equal(merged.body.priority, 1)
  const conflict = await w.owner.patch(`/tasks/${row.id}`, { title: 'Mine', due: '2026-01-01' }, { 'if-match': '"1"' })
  assert.equal(conflict.status, 409)
  assert.equal(conflict.body.type, '/problems/conflict')
  assert.equal(conflict.body.current.title, 'Theirs')
  assert.equal(conflict.body.current.version, 3)
  assert.deepEqual(conflict.body.errors.map((error) => error.pointer), ['/title'])
  assert.equal((await w.owner.get(`/tasks/${row.id}`)).body.due, null, 'nothing of it was taken')
  assert.equal((await w.owner.patch(`/tasks/${row.id}`, { title: 'Mine' }, { 'if-match': 'x' })).status, 400)
  assert.equal((await w.owner.delete(`/tasks/${row.id}`, { 'if-match': '"1"' })).status, 412)
  assert.equal((await w.owner.delete(`/tasks/${row.id}`, { 'if-match': '"3"' })).status, 204)
})

test('Idempotency-Key: the same answer, once done', async () => {
  const key = { 'idempotency-key': `key-${newId()}` }
  const first = await w.owner.post('/tasks', { list, title: 'Only once' }, key)
  const second = await w.owner.post('/tasks', { list, title: 'Only once' }, key)
  assert.equal(second.status, 201)
  assert.equal(second.text, first.text)
  for (const header of ['etag', 'change-id', 'location']) assert.equal(second.headers[header], first.headers[header])
  assert.equal((await w.owner.must('GET', '/tasks?filter=title:"Only once"&count=1')).total, 1)
  const other = await w.owner.post('/tasks', { list, title: 'Another' }, key)
  assert.equal(other.status, 422)
  assert.equal(other.body.type, '/problems/idempotency')
  const colleague = await w.person('manager')
  assert.equal((await colleague.post('/tasks', { list, title: 'Own key' }, key)).status, 201, 'keys belong to who asks')
  assert.equal((await w.owner.post('/tasks', { list, title: 'x' }, { 'idempotency-key': 'k'.repeat(101) })).status, 400)
  const failed = { 'idempotency-key': `key-${newId()}` }
  assert.equal((await w.owner.post('/tasks', { list, title: '' }, failed)).status, 422)
  assert.equal((await w.owner.post('/tasks', { list, title: 'Better' }, failed)).status, 201, 'what failed was not done')
})

test('many at once with one key: one row', async () => {
  const key = { 'idempotency-key': `key-${newId()}` }
  const replies = await Promise.all(Array.from({ length: 16 }, () => w.owner.post('/tasks', { list, title: 'Race' }, key)))
  assert.equal(new Set(replies.map((reply) => reply.body.id)).size, 1)
  assert.equal((await w.owner.must('GET', '/tasks?filter=title:Race&count=1')).total, 1)
})

test('batch: all or nothing, with the place of what is wrong', async () => {
  const a = newId()
  const reply = await w.owner.post('/batch', { operations: [
    { method: 'POST', path: '/api/v1/tasks', body: { id: a, list, title: 'First of batch' } },
    { method: 'POST', path: '/api/v1/comments', body: { task: a, body: 'On what was just made' } },
    { method: 'PATCH', path: `/api/v1/tasks/${a}`, body: { priority: 1 }, if_match: '"1"' },
  ] })
  assert.equal(reply.status, 200, reply.text)
  assert.deepEqual(reply.body.results.map((result) => result.status), [201, 201, 200])
  assert.equal(reply.body.results[2].body.priority, 1)
  const b = newId()
  const failed = await w.owner.post('/batch', { operations: [
    { method: 'POST', path: '/api/v1/tasks', body: { id: b, list, title: 'Not kept' } },
    { method: 'POST', path: '/api/v1/tasks', body: { list, title: 'x', due: 'soon' } },
  ] })
  assert.equal(failed.status, 422)
  assert.deepEqual(failed.body.errors.map((error) => error.pointer), ['/operations/1/body/due'])
  assert.equal((await w.owner.get(`/tasks/${b}`)).status, 404)
  for (const [operation, status] of [
    [{ method: 'GET', path: '/api/v1/tasks' }, 422], [{ method: 'POST', path: '/api/v1/batch', body: { operations: [] } }, 422],
    [{ method: 'POST', path: '/api/v1/sign-in', body: {} }, 422], [{ method: 'FLY', path: '/api/v1/tasks' }, 422], [{}, 422],
    [{ method: 'DELETE', path: `/api/v1/tasks/${newId()}` }, 404], [{ method: 'POST', path: '/api/v1/nowhere', body: {} }, 404],
  ]) assert.equal((await w.owner.post('/batch', { operations: [operation] })).status, status, JSON.stringify(operation))
  assert.equal((await w.owner.post('/batch', { operations: Array(501).fill({ method: 'POST', path: '/api/v1/tasks', body: {} }) })).status, 422)
  assert.equal((await w.owner.post('/batch', { operations: [] })).status, 422)
})

test('lists: pages without gaps or repeats, also while rows come', async () => {
  const project = await newProject(w.owner, 'Pages', 25)
  const seen = []
  let next = ''
  do {
    const page = await w.owner.must('GET', `/tasks?filter=project:${project.project.id}&sort=title&limit=7&cursor=${next ?? ''}`.replace('&cursor=&', '&').replace(/&cursor=$/, ''))
    seen.push(...page.items.map((row) => row.id))
    next = page.next
    await w.owner.must('POST', '/tasks', { list: project.list.id, title: '000 before all' })
  } while (next)
  assert.equal(new Set(seen).size, seen.length)
  for (const row of project.tasks) assert.ok(seen.includes(row.id))
})

test('lists: fields, count, groups', async () => {
  const project = await newProject(w.owner, 'Groups', 3)
  const where = `filter=project:${project.project.id}`
  const page = await w.owner.must('GET', `/tasks?${where}&fields=id,title&count=1`)
  assert.equal(page.total, 3)
  assert.deepEqual(Object.keys(page.items[0]).sort(), ['id', 'title'])
  assert.equal(page.next, null)
  const groups = (await w.owner.must('GET', `/tasks?${where}&group=status`)).groups
  assert.deepEqual(groups.map((group) => group.count), [3])
  assert.equal(groups[0].value, project.tasks[0].status)
})

test('history, and the past', async () => {
  const row = await make({ title: 'Before' })
  await sleep(5)
  const between = new Date().toISOString()
  await sleep(5)
  await w.owner.must('PATCH', `/tasks/${row.id}`, { title: 'After' })
  const history = await w.owner.must('GET', `/tasks/${row.id}/history`)
  assert.deepEqual(history.items.map((item) => item.verb), ['update', 'create'])
  assert.equal(history.items[0].before.title, 'Before')
  assert.equal(history.items[0].after.title, 'After')
  assert.equal(history.items[0].actor.id, w.owner.member.id)
  assert.equal((await w.owner.must('GET', `/tasks/${row.id}?as_of=${between}`)).title, 'Before')
  assert.equal((await w.owner.get(`/tasks/${row.id}?as_of=2020-01-01T00:00:00Z`)).status, 404)
  const then = await w.owner.must('GET', `/tasks?filter=project:${acme.project.id}&as_of=${between}&limit=1000`)
  assert.equal(then.items.find((item) => item.id === row.id).title, 'Before')
})

test('undo is a new change, refused where somebody changed it since', async () => {
  const row = await make({ title: 'Original' })
  const changed = await w.owner.patch(`/tasks/${row.id}`, { title: 'Changed', priority: 1 })
  const undone = await w.owner.post(`/changes/${changed.headers['change-id']}/undo`)
  assert.equal(undone.status, 200, undone.text)
  assert.equal((await w.owner.get(`/tasks/${row.id}`)).body.title, 'Original')
  const again = await w.owner.patch(`/tasks/${row.id}`, { title: 'Second' })
  await w.owner.must('PATCH', `/tasks/${row.id}`, { title: 'Third' })
  const late = await w.owner.post(`/changes/${again.headers['change-id']}/undo`)
  assert.equal(late.status, 409)
  const gone = await w.owner.ask('DELETE', `/tasks/${row.id}`)
  await w.owner.must('POST', `/changes/${gone.headers['change-id']}/undo`)
  assert.equal((await w.owner.get(`/tasks/${row.id}`)).body.title, 'Third')
  const member = await w.person('member', { clients: [acme.client] })
  assert.ok([403, 404].includes((await member.post(`/changes/${again.headers['change-id']}/undo`)).status))
})

test('gzip only where asked and where it pays; HEAD', async () => {
  const server = await startServer(w.place, ['--compress'])
  const remote = new Asker(server.url, { cookie: w.owner.cookie })
  const plain = await remote.get('/tasks?limit=1000')
  const packed = await remote.get('/tasks?limit=1000', { 'accept-encoding': 'gzip' })
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.deepEqual(JSON.parse(gunzipSync(packed.bytes)).items.map((row) => row.id), plain.body.items.map((row) => row.id))
  assert.equal((await remote.get('/health', { 'accept-encoding': 'gzip' })).headers['content-encoding'], undefined)
  assert.equal((await remote.get('/tasks', { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding'], undefined)
  remote.close()
  await server.stop()
  assert.equal((await w.owner.get('/tasks', { 'accept-encoding': 'gzip' })).headers['content-encoding'], undefined, 'not within the machine')
  const head = await w.owner.ask('HEAD', '/tasks')
  assert.equal(head.status, 200)
  assert.equal(head.text, '')
})

test('headers that keep browsers safe', async () => {
  const page = await w.anonymous.get('//')
  assert.match(page.headers['content-security-policy'], /default-src 'none'; script-src 'self' 'wasm-unsafe-eval'/)
  assert.doesNotMatch(page.headers['content-security-policy'], /'unsafe-inline'|'unsafe-eval'|\*/)
  for (const reply of [page, await w.owner.get('/me'), await w.anonymous.get('/me')]) {
    assert.equal(reply.headers['x-content-type-options'], 'nosniff')
    assert.match(reply.headers['content-security-policy'], /frame-ancestors 'none'/)
    assert.ok(reply.headers['referrer-policy'])
  }
  assert.match((await w.owner.get('/me')).headers['cache-control'], /private/)
})

test('the web application: its pages for every place, ETag, no foreign methods', async () => {
  const page = await w.anonymous.get('//clients/some/where')
  assert.equal(page.status, 200)
  assert.match(page.headers['content-type'], /text\/html/)
  assert.equal((await w.anonymous.get('//', { 'if-none-match': page.headers.etag })).status, 304)
  assert.equal((await w.anonymous.get('//assets/no-such-file.js')).status, 404)
  assert.equal((await w.anonymous.ask('POST', '//anything', {})).status, 405)
})
