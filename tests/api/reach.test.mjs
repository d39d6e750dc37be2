// What an attacker would try first, beyond the tables of isolation/: counts of what is not seen, the past of what was not shared yet,
// secrets that are shown once, undo into what is no longer one's own, files of others by their hash.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId, newProject, newWorkspace, openLive, sleep, startServer } from './lib.mjs'

let w, a, b, member, freelancer, outsider
before(async () => {
  w = await newWorkspace()
  a = await newProject(w.owner, 'Acme', 3)
  b = await newProject(w.owner, 'Brook', 1)
  member = await w.person('member', { clients: [a.client, b.client] })
  outsider = await w.person('member', { clients: [b.client] })
  freelancer = await w.person('member', { clients: [a.client], own_tasks_only: true })
  await w.owner.must('PATCH', `/tasks/${a.tasks[0].id}`, { assignees: [freelancer.member.id] })
  await w.owner.must('POST', '/tasks', { parent: a.tasks[0].id, title: 'Not the freelancer’s' })
})
after(() => w.close())

test('who sees only own tasks sees no counters of all tasks, and cannot ask by them', async () => {
  const hidden = { tasks: ['subtask_count', 'subtask_done', 'comment_count', 'attachment_count'], projects: ['task_count', 'task_done'] }
  const ids = { tasks: a.tasks[0].id, projects: a.project.id }
  for (const [plural, names] of Object.entries(hidden)) {
    const whole = await member.must('GET', `/${plural}/${ids[plural]}`)
    const part = await freelancer.must('GET', `/${plural}/${ids[plural]}`)
    const listed = (await freelancer.must('GET', `/${plural}`)).items.find((row) => row.id === ids[plural])
    const past = await freelancer.must('GET', `/${plural}/${ids[plural]}?as_of=${new Date().toISOString()}`)
    for (const name of names) {
      assert.ok(name in whole, `${plural}.${name} for a member`)
      for (const row of [part, listed, past]) assert.ok(!(name in row), `${plural}.${name} for a freelancer`)
      assert.equal((await member.get(`/${plural}?filter=${name}>0`)).status, 200, name)
      assert.equal((await freelancer.get(`/${plural}?filter=${name}>0`)).status, 400, name)
      // Asked for by name it is left out as well, so that a program may ask for the same fields whoever it works for.
      for (const row of (await freelancer.must('GET', `/${plural}?fields=${name}`)).items) assert.deepEqual(Object.keys(row), ['id'])
    }
  }
  const changed = await freelancer.patch(`/tasks/${a.tasks[0].id}`, { title: 'Mine' })
  assert.ok(!('subtask_count' in changed.body))
})

test('secrets that are shown once are not kept for Idempotency-Key', async () => {
  for (const [path, body, name] of [['/tokens', { name: 'once' }, 'token'], ['/invites', { email: 'once@example.org', role: 'member' }, 'link']]) {
    const headers = { 'idempotency-key': newId() }
    const first = await w.owner.post(path, body, headers)
    assert.equal(first.status, 201)
    const again = await w.owner.post(path, body, headers)
    assert.equal(again.status, 409, path)
    assert.ok(!again.text.includes(first.body[name]))
  }
})

test('one person’s key is not another’s', async () => {
  const headers = { 'idempotency-key': 'the same' }
  const body = { list: b.list.id, title: 'Twice' }
  const first = await member.post('/tasks', body, headers)
  const second = await outsider.post('/tasks', body, headers)
  assert.deepEqual([first.status, second.status], [201, 201])
  assert.notEqual(first.body.id, second.body.id)
})

test('undo does not reach where one has nothing to do any more', async () => {
  const grant = (await w.owner.must('GET', '/access?limit=1000')).items.find((row) => row.member === member.member.id && row.client === a.client.id)
  const task = await member.must('POST', '/tasks', { list: a.list.id, title: 'Goes over' })
  const moved = await member.post(`/tasks/${task.id}/move`, { list: b.list.id, confirm: true })
  assert.equal(moved.status, 200, moved.text)
  await w.owner.must('DELETE', `/access/${grant.id}`)
  const undone = await member.post(`/changes/${moved.headers['change-id']}/undo`)
  assert.equal(undone.status, 403, undone.text)
  assert.equal((await w.owner.must('GET', `/tasks/${task.id}`)).project, b.project.id)
  await w.owner.must('POST', '/access', { member: member.member.id, client: a.client.id })
  assert.equal((await member.post(`/changes/${moved.headers['change-id']}/undo`)).status, 200)
})

test('a shared view about a client: live and lists tell the same people', async () => {
  const streams = await Promise.all([member, outsider].map((asker) => openLive(asker)))
  const view = await w.owner.must('POST', '/views', { name: 'Acme board', client: a.client.id, shared: true })
  const general = await w.owner.must('POST', '/views', { name: 'Everything', shared: true })
  await Promise.all(streams.map((stream) => stream.has((message) => message.id === general.id)))
  for (const [i, asker, seen] of [[0, member, true], [1, outsider, false]]) {
    const listed = (await asker.must('GET', '/views')).items.map((row) => row.id)
    const changes = JSON.stringify(await asker.must('GET', '/changes?limit=1000'))
    const live = JSON.stringify(streams[i].messages)
    for (const [row, expected] of [[view, seen], [general, true]]) {
      assert.equal(listed.includes(row.id), expected)
      assert.equal(live.includes(row.id), expected, 'live')
      assert.equal(changes.includes(row.id), expected, '/changes')
    }
    streams[i].close()
  }
})

test('a freelancer whose task moves to another project follows it, and hears no more of the old one', async () => {
  const other = await w.owner.must('POST', '/projects', { client: a.client.id, name: 'Acme shop' })
  const stream = await openLive(freelancer)
  await w.owner.must('POST', `/tasks/${a.tasks[0].id}/move`, { project: other.id })
  await stream.next((message) => message.type === 'reset')
  await w.owner.must('PATCH', `/projects/${a.project.id}`, { name: 'Not theirs now' })
  await w.owner.must('PATCH', `/projects/${other.id}`, { name: 'Theirs now' })
  await stream.next((message) => message.id === other.id)
  assert.equal((await freelancer.get(`/projects/${a.project.id}`)).status, 404)
  assert.ok(!JSON.stringify(stream.messages).includes('Not theirs now'))
  stream.close()
  await w.owner.must('POST', `/tasks/${a.tasks[0].id}/move`, { list: a.list.id })
})

test('whose change is whose: every resource without a client, by role', async () => {
  const admin = await w.person('admin')
  const manager = await w.person('manager')
  const people = { owner: w.owner, admin, manager, member, outsider, freelancer }
  const streams = Object.fromEntries(await Promise.all(Object.entries(people).map(async ([name, asker]) => [name, await openLive(asker)])))
  const since = (await w.owner.must('GET', '/me')).seq
  const workspace = (await w.owner.must('GET', '/workspaces')).items[0]
  const made = {
    member: (await w.person('member')).member,
    workspace: await w.owner.must('PATCH', `/workspaces/${workspace.id}`, { week_start: 7 }),
    activity: await w.owner.must('POST', '/activities', { name: 'Filming' }),
    custom_field: await w.owner.must('POST', '/custom_fields', { name: 'Tier', type: 'text' }),
    template: await w.owner.must('POST', '/templates/from', { kind: 'task', id: b.tasks[0].id, name: 'Usual' }),
    invite: await w.owner.must('POST', '/invites', { email: 'seen-by-admins@example.org', role: 'member' }),
    skill: await w.owner.must('POST', '/skills', { name: 'Letterpress' }),
    equipment: await w.owner.must('POST', '/equipment', { name: 'Press', kind: 'machine' }),
    scenario: await manager.must('POST', '/scenarios', { name: 'the manager’s own' }),
    import: (await w.owner.ask('PUT', '/imports/upload?source=csv&name=x.csv', Buffer.from('Title\nx\n'), { 'content-type': 'text/csv' })).body,
    token: await manager.must('POST', '/tokens', { name: 'the manager’s own' }),
    view: await manager.must('POST', '/views', { name: 'the manager’s own', kind: 'list' }),
  }
  await manager.signIn(manager.email)
  made.session = (await manager.must('GET', '/sessions')).items[0]
  const everybody = Object.keys(people)
  const who = { member: everybody, workspace: everybody, activity: everybody, custom_field: everybody, template: everybody, skill: everybody, equipment: everybody,
    scenario: ['owner', 'admin', 'manager'], invite: ['owner', 'admin'],
    import: ['owner', 'admin'], token: ['manager'], view: ['manager'], session: ['manager'] }
  const last = await w.owner.must('POST', '/activities', { name: 'The last that everybody hears of' })
  await Promise.all(Object.values(streams).map((stream) => stream.has((message) => message.id === last.id)))
  for (const [name, asker] of Object.entries(people)) {
    const changes = (await asker.must('GET', `/changes?since=${since}&limit=1000`)).items
    for (const [resource, row] of Object.entries(made)) {
      const expected = who[resource].includes(name)
      assert.equal(changes.some((item) => item.id === row.id), expected, `/changes tells ${name} of ${resource}`)
      assert.equal(streams[name].messages.some((item) => item.id === row.id), expected, `live tells ${name} of ${resource}`)
    }
    streams[name].close()
  }
})

test('files: the hash is no key', async () => {
  const bytes = Buffer.from('Only for Acme')
  const file = await w.owner.ask('PUT', `/attachments/upload?task=${a.tasks[1].id}&name=${encodeURIComponent('a"b\r\nSet-Cookie: x=1;é.html')}`, bytes, { 'content-type': 'application/octet-stream' })
  assert.equal(file.status, 201, file.text)
  assert.equal((await outsider.get(`/attachments/${file.body.id}/content`)).status, 404)
  for (const extra of [{ hash: file.body.hash }, { hash: file.body.hash, url: 'https://example.org' }])
    assert.equal((await outsider.post('/attachments', { task: b.tasks[0].id, name: 'mine', ...extra })).status, 422)
  const content = await member.get(`/attachments/${file.body.id}/content`)
  assert.equal(content.text, 'Only for Acme')
  assert.equal(content.headers['set-cookie'], undefined)
  assert.match(content.headers['content-disposition'], /^attachment; filename="[ -~]*"; filename\*=UTF-8''[\w.~%-]+$/)
  assert.equal(content.headers['x-content-type-options'], 'nosniff')
  assert.equal(content.headers['content-type'], 'application/octet-stream')
  assert.match(content.headers['content-security-policy'], /default-src 'none'; sandbox/)
})

test('a token for reading writes nothing, not by any method or action, and opens no way to one that does', async () => {
  const reader = await w.program(member, { can_write: false })
  const writes = [['POST', '/tasks', { list: b.list.id, title: 'x' }], ['PATCH', `/tasks/${b.tasks[0].id}`, { title: 'x' }], ['DELETE', `/tasks/${b.tasks[0].id}`],
    ['POST', '/tokens', { name: 'more' }], ['POST', '/batch', { operations: [{ method: 'DELETE', path: `/api/v1/tasks/${b.tasks[0].id}` }] }],
    ['POST', '/me/password', { old: 'x', new: 'y' }], ['POST', `/tasks/${b.tasks[0].id}/duplicate`], ['POST', `/changes/${newId()}/undo`]]
  for (const [method, path, body] of writes) assert.equal((await reader.ask(method, path, body)).status, 403, `${method} ${path}`)
  assert.equal((await reader.get(`/tasks/${b.tasks[0].id}`)).status, 200)
})

test('a token makes no other token: one that ends gets no second life', async () => {
  const program = await w.program(member, { can_write: true, expires: new Date(Date.now() + 3600e3).toISOString() })
  const reply = await program.post('/tokens', { name: 'for ever' })
  assert.equal(reply.status, 403)
  assert.equal((await program.get('/tokens')).body.items.length, (await member.get('/tokens')).body.items.length)
})

test('a batch is no way around what a route asks for', async () => {
  const run = (path, method = 'POST', body = {}) => member.post('/batch', { operations: [{ method, path: `/api/v1${path}`, body }] })
  for (const path of ['/invites', '/tokens', '/sign-in', '/setup', '/me/password', '/batch', '/invitation/accept', '/sign-out'])
    assert.ok([403, 422].includes((await run(path)).status), path)
  assert.equal((await run('/clients', 'POST', { name: 'Mine' })).status, 403)
  assert.equal((await run(`/projects/${b.project.id}/duplicate`)).status, 403)
})

test('choices sort as their field has them now', async () => {
  const field = await w.owner.must('POST', '/custom_fields', { name: 'Size', type: 'choice', options: [{ id: 's', name: 'Small' }, { id: 'l', name: 'Large' }] })
  const made = []
  for (const id of ['l', 's', null]) made.push(await w.owner.must('POST', '/tasks', { list: b.list.id, title: `Size ${id}`, custom: id ? { [field.id]: id } : {} }))
  const order = async () => (await w.owner.must('GET', '/tasks?filter=title:Size&sort=cf.Size')).items.map((row) => row.title)
  assert.deepEqual(await order(), ['Size s', 'Size l', 'Size null'])
  await w.owner.must('PATCH', `/custom_fields/${field.id}`, { options: [{ id: 'l', name: 'A' }, { id: 's', name: 'B' }] })
  assert.deepEqual(await order(), ['Size l', 'Size s', 'Size null'])
  const page = await w.owner.must('GET', '/tasks?filter=title:Size&sort=cf.Size&limit=1')
  assert.equal((await w.owner.must('GET', page.next.replace('/api/v1', '').startsWith('/') ? page.next.replace('/api/v1', '') : `/tasks?filter=title:Size&sort=cf.Size&limit=1&cursor=${page.next}`)).items[0].title, 'Size s')
})

test('custom fields of one kind of row have different names, those of another may have the same', async () => {
  await w.owner.must('POST', '/custom_fields', { name: 'Budget code', type: 'text', applies_to: 'task' })
  const again = await w.owner.post('/custom_fields', { name: 'Budget code', type: 'text', applies_to: 'task' })
  assert.equal(again.status, 422)
  assert.equal(again.body.errors[0].pointer, '/name')
  assert.equal((await w.owner.post('/custom_fields', { name: 'Budget code', type: 'text', applies_to: 'client' })).status, 201)
})

test('the clock takes expired tokens away, and no others', async () => {
  const short = await member.must('POST', '/tokens', { name: 'short', expires: new Date(Date.now() + 1000).toISOString() })
  const long = await member.must('POST', '/tokens', { name: 'long', expires: new Date(Date.now() + 3600e3).toISOString() })
  await sleep(1100)
  await w.server.stop()
  const again = await startServer(w.place) // the clock's first round is at the start
  member.url = again.url
  try {
    const ids = async () => (await member.must('GET', '/tokens?limit=1000')).items.map((row) => row.id)
    for (let i = 0; i < 50 && (await ids()).includes(short.id); i++) await sleep(100)
    assert.ok(!(await ids()).includes(short.id) && (await ids()).includes(long.id))
  } finally {
    await again.stop()
  }
})
