// Nobody in where they don't belong: made from the program's own description of its resources (`aplomb openapi`), so that a new resource
// is tried the day it is described. Every resource × verb × actor × own / foreign / deleted / missing / malformed, and through lists,
// filters, groups, search, batch, the past, history, actions, export and live.
//
// Three rules hold everywhere:
//   1. What the model below says is seen, is seen; what it says is not, is 404, and the answer is the same as for what does not exist.
//   2. No answer to anybody holds an id or a word of what they may not see (Watcher checks every reply).
//   3. No request, however malformed, ends in a 5xx.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { Asker, newId, newWorkspace, openLive, password, program, sleep, store } from '../lib.mjs'

const api = JSON.parse(execFileSync(program, ['openapi'], { maxBuffer: 64 << 20 }))
const schemas = api.components.schemas
const roles = ['contact', 'member', 'manager', 'admin', 'owner']
const level = (role) => roles.indexOf(role)

/** name, plural and schemas of every resource, in the order in which they depend on each other. */
const resources = Object.keys(schemas).filter((name) => schemas[name]['x-scope']).map((name) => {
  const path = Object.keys(api.paths).find((p) => /^\/api\/v1\/\w+$/.test(p) && JSON.stringify(api.paths[p].get?.responses ?? {}).includes(`#/components/schemas/${name}_list"`))
  return { name, plural: path.split('/').pop(), row: schemas[name], create: schemas[`${name}_create`], update: schemas[`${name}_update`], scope: schemas[name]['x-scope'],
    least: (method, tail = '') => api.paths[path + tail]?.[method]?.['x-least-role'] }
})

let w
const world = { own: {}, side: {}, foreign: {} } // rows by resource name
const words = { own: 'ownword', side: 'sidewinder', foreign: 'zebrafish' }
const deleted = { own: {}, foreign: {} }
const actors = []
const sight = [] // {resource, row, place} of every row made, for the model

// ---- the model: who sees what ----

function sees(actor, resource, row) {
  const member = actor.role !== 'contact'
  switch (resource.scope) {
    case 'members': return member
    case 'own': return member && row.member === actor.id
    case 'own_and_managers': return member && (row.member === actor.id || level(actor.role) >= level('manager'))
    case 'own_or_shared': return member && (row.member === actor.id || row.shared)
    case 'admins': return level(actor.role) >= level('admin')
    case 'client': break
    default: assert.fail(`a new kind of scope: ${resource.scope}`)
  }
  const client = resource.name === 'client' ? row.id : row.client
  if (!member) return Boolean(resource.row['x-shared'] && row.shared && client === actor.client)
  if (level(actor.role) >= level('manager')) return true
  if (!actor.clients.includes(client)) return false
  if (!actor.tasks) return true
  if (resource.name === 'task' || 'task' in row) return actor.tasks.includes(resource.name === 'task' ? row.id : row.task)
  if (resource.name === 'project' || 'project' in row) return actor.projects.includes(resource.name === 'project' ? row.id : row.project)
  return true
}

/** Ids that reach somebody who does not see the row, on purpose: the workspace's name is everybody's, and a task may wait for one that is
 * not the reader's, of which they get the bare id. */
function mayKnow(actor, resource, row) {
  if (resource.name === 'workspace') return true
  return resource.name === 'task' && sight.some((item) => item.row.predecessor === row.id && sees(actor, item.resource, item.row))
}

/** An Asker every reply of which is searched for what this actor may not see. */
class Watcher extends Asker {
  forbidden = []
  async ask(method, path, body, headers) {
    const reply = await super.ask(method, path, body, headers)
    const request = path + (body === undefined ? '' : JSON.stringify(body))
    assert.ok(reply.status < 500, `${this.name}: ${method} ${path} ${JSON.stringify(body)}: ${reply.status} ${reply.text}`)
    if (reply.text) this.look(reply.text, `${method} ${path}`, request)
    return reply
  }
  look(text, where, request = '') {
    for (const thing of this.forbidden)
      if (text.includes(thing.text) && !request.includes(thing.text))
        assert.fail(`${this.name} must not see ${thing.what}: ${where}: …${text.slice(Math.max(0, text.indexOf(thing.text) - 200), text.indexOf(thing.text) + 100)}…`)
  }
}

// ---- rows of every resource, by the description ----

/** What cannot be made from the description alone. Returns the row, or undefined. */
const special = {
  workspace: async () => (await w.owner.must('GET', '/workspaces')).items[0],
  member: async (place) => (place === 'foreign' ? people.stranger : people.member).member,
  access: async (place, rows) => (await w.owner.must('GET', '/access?limit=1000')).items.find((row) => row.client === rows.client.id),
  invite: async (place) => {
    const row = await w.owner.must('POST', '/invites', { email: `${words[place]}-${newId()}@example.org`, name: words[place], role: 'member' })
    return w.owner.must('GET', `/invites/${row.id}`)
  },
  session: async (place) => {
    const asker = place === 'foreign' ? people.stranger : people.member
    return (await asker.must('GET', '/sessions')).items[0]
  },
  token: async (place) => {
    const asker = place === 'foreign' ? people.stranger : people.member
    const row = await asker.must('POST', '/tokens', { name: words[place], can_write: true })
    return asker.must('GET', `/tokens/${row.id}`)
  },
  view: async (place, rows) => (place === 'foreign' ? people.stranger : people.member).must('POST', '/views', { name: words[place], kind: 'list', client: rows.client.id, shared: false }),
  template: async (place, rows) => {
    // Templates are everybody's: who makes one of a client's task shows its title to all.
    const task = await w.owner.must('POST', '/tasks', { list: rows.list.id, title: 'Something usual' })
    sight.push({ resource: resources.find((r) => r.name === 'task'), row: task, place })
    return w.owner.must('POST', '/templates/from', { kind: 'task', id: task.id, name: 'A template without a client' })
  },
  dependency: async (place, rows) => {
    const before = await w.owner.must('POST', '/tasks', { list: rows.list.id, title: `${words[place]} before` })
    sight.push({ resource: resources.find((r) => r.name === 'task'), row: before, place })
    return w.owner.must('POST', '/dependencies', { task: rows.task.id, predecessor: before.id })
  },
  plan: async () => (await w.owner.must('GET', '/plans')).items[0], // made by the program, once there is something to plan
  baseline: (place, rows) => w.owner.must('POST', `/projects/${rows.project.id}/baseline`, { name: words[place] }),
  scenario: (place) => whose(place).must('POST', '/scenarios', { name: words[place] }),
  working_hours: () => w.owner.must('POST', '/working_hours', { week: [[[540, 720]], [], [], [], [], [], []] }),
  holiday: (place) => w.owner.must('POST', '/holidays', { date: '2026-12-24', name: `common holiday ${place}` }),
  // What is somebody's own is made by somebody who sees that client.
  time_off: (place) => whose(place).must('POST', '/time_off', { first: '2026-12-28', note: words[place] }),
  overtime: (place) => whose(place).must('POST', '/overtime', { first: '2026-12-14', day_min: 60, note: words[place] }),
  routine: (place, rows) => whose(place).must('POST', '/routines', { name: words[place], from_min: 540, to_min: 600, client: rows.client.id }),
  block: (place, rows) => whose(place).must('POST', '/blocks', { task: rows.task.id, title: words[place], start: '2026-03-02T09:00:00Z', end: '2026-03-02T10:00:00Z' }),
  entry: (place, rows) => whose(place).must('POST', '/entries', { task: rows.task.id, note: words[place], date: '2026-03-02', minutes: 60 }),
  timesheet: (place) => whose(place).must('POST', '/timesheets/submit', { week: place === 'side' ? '2026-02-16' : '2026-02-23' }),
  outside_calendar: async (place) => {
    const row = await whose(place).must('POST', '/outside_calendars', { name: words[place], url: `https://calendar.example/${words[place]}.ics` })
    return whose(place).must('GET', `/outside_calendars/${row.id}`)
  },
  booking_page: (place, rows) => whose(place).must('POST', '/booking_pages', { title: words[place], client: rows.client.id, week: Array(7).fill([[0, 1440]]), notice_min: 0 }),
  booking: async (place, rows) => {
    const at = `/public/booking/${rows.booking_page.token}`
    const { starts } = await w.anonymous.must('GET', at)
    await w.anonymous.must('POST', at, { start: starts[0], name: words[place], email: `${words[place]}@example.org`, note: words[place] })
    return (await whose(place).must('GET', `/bookings?filter=page:${rows.booking_page.id}`)).items[0]
  },
  import: async (place) => {
    const csv = `Title,Notes\n${words[place]},Something\n`
    const reply = await w.owner.ask('PUT', `/imports/upload?source=csv&name=${words[place]}.csv`, Buffer.from(csv), { 'content-type': 'text/csv' })
    return reply.status < 300 ? reply.body : undefined
  },
}

const extra = { attachment: { url: 'https://example.org/file' }, client: {}, task: {} }
const plain = new Set(['members', 'admins'])

async function make(resource, place) {
  const rows = world[place]
  if (special[resource.name]) return special[resource.name](place, rows)
  assert.ok(resource.create, `${resource.name} cannot be created from its description: add it to 'special'`)
  const body = { ...extra[resource.name] }
  const { properties, required = [] } = resource.create
  for (const [name, field] of Object.entries(properties)) {
    const type = [].concat(field.type ?? [])
    const text = plain.has(resource.scope) ? `common ${resource.name} ${place}` : `${words[place]} ${resource.name}`
    if (field['x-resource'] && rows[field['x-resource']] && type.includes('string') && (required.includes(name) || ['list', 'client', 'project', 'task'].includes(field['x-resource'])) && name !== 'parent') body[name] = rows[field['x-resource']].id
    else if (resource.row.properties[name]?.['x-search'] && type.includes('string') && !field.format) body[name] = text
    else if (required.includes(name) && !(name in body)) body[name] = field.enum ? field.enum[0] : field.format === 'date' ? '2026-03-02' : type.includes('integer') ? field.minimum ?? 1 : type.includes('boolean') ? false : text
  }
  if ('shared' in properties) body.shared = place === 'own'
  const reply = await w.owner.post(`/${resource.plural}`, body)
  assert.equal(reply.status, 201, `${resource.name} cannot be made from its description, add it to 'special': ${JSON.stringify(body)} ${reply.text}`)
  return reply.body
}

const people = {}
const whose = (place) => (place === 'foreign' ? people.stranger : people.member)

async function contactSession(contact) {
  // The portal's sign-in comes later; its scope is here from the start. So the session is put where sign-in would put it.
  const token = 'contact-' + newId()
  const script = `
import hashlib, sys, time, uuid, os
store, where, person, token = sys.argv[1:]
now = int(time.time() * 1e6)
h = hashlib.blake2b(token.encode(), digest_size=32).digest(); csrf = b"c" * 32; new = uuid.uuid4()
names = "ws, id, version, created, updated, member, token_hash, csrf, expires, seen"
if store == "sqlite":
    import sqlite3
    db = sqlite3.connect(where + "/aplomb.db", timeout=10)
    db.execute(f"INSERT INTO session ({names}) VALUES (1,?,1,?,?,?,?,?,?,?)", (new.bytes, now, now, uuid.UUID(person).bytes, h, csrf, now + 10**12, now))
    db.commit()
else:
    import subprocess
    subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-d", where, "-c", f"INSERT INTO session ({names}) VALUES (1,'{new}',1,{now},{now},'{person}','\\\\x{h.hex()}','\\\\x{csrf.hex()}',{now + 10**12},{now})"], check=True)
`
  execFileSync('python3', ['-c', script, store, w.place.where, contact.id, token])
  return { cookie: `aplomb_session=${token}`, csrf: '63'.repeat(32) }
}

function addActor(name, role, asker, more = {}) {
  const watcher = new Watcher(w.server.url, { cookie: asker.cookie, csrf: asker.csrf, token: asker.token, name })
  actors.push({ name, role, id: asker.member?.id, clients: [], asker: watcher, watched: [], ...more })
}

before(async () => {
  w = await newWorkspace()
  for (const place of ['own', 'foreign'])
    world[place].client = await w.owner.must('POST', '/clients', { name: `${words[place]} client`, description: words[place], shared: true })
  world.side.client = world.own.client
  const [a, b] = [world.own.client, world.foreign.client]
  people.member = await w.person('member', { clients: [a] })
  people.stranger = await w.person('member', { clients: [b] })
  people.freelancer = await w.person('member', { clients: [a], own_tasks_only: true })
  people.nothing = await w.person('member')
  people.manager = await w.person('manager')
  people.admin = await w.person('admin')
  const contact = await w.owner.must('POST', '/contacts', { client: a.id, name: 'ownword contact', email: 'contact@example.org', portal: true })
  addActor('owner', 'owner', w.owner)
  addActor('admin', 'admin', people.admin)
  addActor('manager', 'manager', people.manager)
  addActor('member', 'member', people.member, { clients: [a.id] })
  addActor('stranger', 'member', people.stranger, { clients: [b.id] })
  addActor('freelancer', 'member', people.freelancer, { clients: [a.id], tasks: [], projects: [] })
  addActor('member without clients', 'member', people.nothing)
  addActor('token for reading', 'member', { token: (await people.member.must('POST', '/tokens', { name: 'reader', can_write: false })).token, member: people.member.member }, { clients: [a.id], reads: true })
  addActor('contact', 'contact', { ...(await contactSession(contact)), member: contact }, { client: a.id })
  for (const actor of actors) {
    actor.live = await openLive(actor.asker)
    assert.equal(actor.live.status, 101, actor.name)
  }
  for (const place of ['own', 'side', 'foreign'])
    for (const resource of resources) {
      // A second project of the same client tells nothing apart for what belongs to the client alone.
      if (place === 'side' && resource.scope === 'client' && resource.name !== 'project' && !('project' in resource.row.properties)) continue
      if (resource.name !== 'client') world[place][resource.name] = await make(resource, place)
      if (world[place][resource.name]) sight.push({ resource, row: world[place][resource.name], place })
    }
  const task = await w.owner.must('PATCH', `/tasks/${world.own.task.id}`, { assignees: [people.freelancer.member.id] })
  const freelancer = actors.find((actor) => actor.name === 'freelancer')
  freelancer.tasks = [task.id]
  freelancer.projects = [task.project]
  // A second of each that is then deleted, where that is possible for the owner.
  for (const place of ['own', 'foreign'])
    for (const resource of resources.filter((r) => r.scope === 'client' && !['client', 'access', 'dependency'].includes(r.name))) {
      const row = await make(resource, place)
      assert.equal((await w.owner.delete(`/${resource.plural}/${row.id}`)).status, 204, resource.name)
      deleted[place][resource.name] = row
      sight.push({ resource, row, place, deleted: true })
    }
  // As it is now, with what follows had on it.
  for (const item of sight.filter((item) => !item.deleted)) {
    const now = await w.owner.get(`/${item.resource.plural}/${item.row.id}`)
    if (now.status === 200) item.row = now.body
  }
  for (const actor of actors) {
    for (const { resource, row } of sight)
      if (!sees(actor, resource, row) && !mayKnow(actor, resource, row)) actor.asker.forbidden.push({ text: row.id, what: `${resource.name} ${row.id}` })
    for (const place of ['own', 'side', 'foreign'])
      if (!sight.some((item) => item.place === place && sees(actor, item.resource, item.row) && JSON.stringify(item.row).includes(words[place])))
        actor.asker.forbidden.push({ text: words[place], what: `the word ${words[place]}` })
  }
})
after(() => {
  for (const actor of actors) {
    actor.live?.close()
    actor.asker.close()
  }
  return w.close()
})

const stable = (reply) => {
  const body = reply.body && { ...reply.body }
  if (body) delete body.instance
  return JSON.stringify({ status: reply.status, body })
}

test('the words are where they should be', () => {
  for (const place of ['own', 'side', 'foreign']) assert.ok(sight.filter((item) => item.place === place && JSON.stringify(item.row).includes(words[place])).length >= 8, place)
  const named = (name) => actors.find((actor) => actor.name === name).asker.forbidden.map((thing) => thing.text)
  assert.ok(named('member').includes('zebrafish') && named('stranger').includes('ownword') && named('contact').includes('zebrafish'))
  assert.ok(named('freelancer').includes('sidewinder') && named('member without clients').includes('ownword'))
  assert.ok(!named('owner').includes('zebrafish') && !named('member').includes('sidewinder'))
})

for (const resource of resources) {
  const mine = () => sight.filter((item) => item.resource === resource)

  test(`${resource.plural}: read`, async () => {
    assert.ok(mine().length || ['import', 'plan'].includes(resource.name), 'there is a row to try with')
    for (const actor of actors)
      for (const { row, deleted } of mine()) {
        const seen = sees(actor, resource, row)
        const reply = await actor.asker.get(`/${resource.plural}/${row.id}`)
        assert.equal(reply.status, seen && !deleted ? 200 : 404, `${actor.name} ${row.id} ${reply.text}`)
        if (reply.status === 404) assert.equal(stable(reply), stable(await actor.asker.get(`/${resource.plural}/${newId()}`)))
        if (reply.status === 200)
          for (const key of Object.keys(reply.body)) {
            const field = resource.row.properties[key]
            assert.ok(!(field?.['x-whole'] && actor.tasks), `${actor.name} sees ${resource.name}.${key}, which tells of all`)
            assert.ok(field && level(actor.role) >= level(field['x-see'] ?? 'member'), `${actor.name} sees ${resource.name}.${key}`)
          }
        const history = await actor.asker.get(`/${resource.plural}/${row.id}/history`)
        if (!seen) assert.equal(history.status, 404, `${actor.name}: history`)
        const past = await actor.asker.get(`/${resource.plural}/${row.id}?as_of=${encodeURIComponent(new Date().toISOString())}`)
        if (!seen) assert.equal(past.status, 404, `${actor.name}: as_of`)
      }
  })

  test(`${resource.plural}: lists, counts, groups, the trash, the past`, async () => {
    for (const actor of actors) {
      const living = mine().filter((item) => !item.deleted)
      const list = await actor.asker.get(`/${resource.plural}?limit=1000&count=1`)
      assert.equal(list.status, 200, `${actor.name} ${list.text}`)
      const ids = list.body.items.map((row) => row.id)
      for (const { row } of living) assert.equal(ids.includes(row.id), sees(actor, resource, row), `${actor.name} ${row.id}`)
      assert.equal(list.body.total, ids.length, `${actor.name}: total`)
      const trash = (await actor.asker.get(`/${resource.plural}?trash=1&limit=1000`)).body
      for (const item of mine().filter((item) => item.deleted && trash.items))
        if (!sees(actor, resource, item.row)) assert.ok(!trash.items.some((row) => row.id === item.row.id))
      const past = await actor.asker.get(`/${resource.plural}?limit=1000&as_of=${encodeURIComponent(new Date().toISOString())}`)
      if (past.status === 200)
        for (const { row } of mine()) if (!sees(actor, resource, row)) assert.ok(!past.body.items.some((item) => item.id === row.id))
      for (const [name, field] of Object.entries(resource.row.properties)) {
        if (!field['x-filter'] || !(field.enum || field['x-resource'] || field.type === 'boolean')) continue
        const groups = await actor.asker.get(`/${resource.plural}?group=${name}`)
        if (level(actor.role) < level(field['x-see'] ?? 'member')) assert.equal(groups.status, 400, `${actor.name} groups by ${resource.name}.${name}`)
        else if (groups.status === 200 && !JSON.stringify(field.type).includes('array'))
          assert.equal(groups.body.groups.reduce((sum, group) => sum + group.count, 0), ids.length, `${actor.name} ${resource.name} by ${name}`)
      }
    }
  })

  test(`${resource.plural}: filters and sorts reach only what is seen`, async () => {
    for (const actor of actors) {
      for (const word of Object.values(words)) {
        const found = await actor.asker.get(`/${resource.plural}?limit=1000&filter=${word}`)
        if (found.status === 200)
          for (const row of found.body.items) assert.ok(!mine().some((item) => item.row.id === row.id && !sees(actor, resource, item.row)))
      }
      for (const [name, field] of Object.entries(resource.row.properties)) {
        if (level(actor.role) >= level(field['x-see'] ?? 'member') && !(field['x-whole'] && actor.tasks)) continue
        const fields = field['x-whole'] ? [] : [`fields=${name}`]
        for (const query of [`filter=${name}:none`, `filter=-${name}:any`, `sort=${name}`, ...fields])
          assert.equal((await actor.asker.get(`/${resource.plural}?${query}`)).status, 400, `${actor.name}: ${resource.name} ${query}`)
      }
      // A reference to what is not seen is unknown, as one to nothing.
      for (const [name, field] of Object.entries(resource.row.properties)) {
        const target = field['x-resource'] && world.foreign[field['x-resource']]
        const targetResource = resources.find((r) => r.name === field['x-resource'])
        if (!target || !field['x-filter'] || sees(actor, targetResource, target) || level(actor.role) < level(field['x-see'] ?? 'member')) continue
        const foreign = await actor.asker.get(`/${resource.plural}?filter=${name}:${target.id}`)
        const missing = newId()
        const none = await actor.asker.get(`/${resource.plural}?filter=${name}:${missing}`)
        assert.equal(stable(foreign).replaceAll(target.id, '*'), stable(none).replaceAll(missing, '*').replace(/"seq":\d+/, /"seq":\d+/.exec(stable(foreign))?.[0] ?? ''), `${actor.name}: ${name}`)
      }
    }
  })

  test(`${resource.plural}: change, delete, restore`, async () => {
    for (const actor of actors)
      for (const item of mine()) {
        const { row } = item
        const seen = sees(actor, resource, row)
        const path = `/${resource.plural}/${row.id}`
        const nobody = `/${resource.plural}/${newId()}`
        const allowed = (method, tail) => !actor.reads && level(actor.role) >= level(resource.least(method, tail) ?? 'owner')
        for (const [method, tail, body] of [['PATCH', '', {}], ['DELETE', '', undefined], ['POST', '/restore', undefined]]) {
          if (seen && allowed(method.toLowerCase(), '/{id}' + tail)) continue
          const reply = await actor.asker.ask(method, path + tail, body)
          assert.ok([403, 404, 405].includes(reply.status), `${actor.name} ${method} ${path}${tail}: ${reply.status} ${reply.text}`)
          if (!seen) assert.equal(stable(reply), stable(await actor.asker.ask(method, nobody + tail, body)), `${actor.name} ${method}`)
        }
        if (!seen) {
          const batch = await actor.asker.post('/batch', { operations: [{ method: 'DELETE', path: `/api/v1${path}` }] })
          assert.ok([403, 404, 405, 422].includes(batch.status), `${actor.name}: batch ${batch.status}`)
          const missing = await actor.asker.post('/batch', { operations: [{ method: 'DELETE', path: `/api/v1${nobody}` }] })
          assert.equal(stable(batch), stable(missing), `${actor.name}: batch`)
        }
      }
    for (const item of mine().filter((item) => !item.deleted && resource.name !== 'plan')) {
      const now = await w.owner.get(`/${resource.plural}/${item.row.id}`)
      if (now.status === 200) assert.equal(now.body.version, item.row.version, 'nobody changed it')
    }
  })

  test(`${resource.plural}: references to foreign rows are as unknown as missing ones`, async () => {
    for (const [kind, schema] of [['POST', resource.create], ['PATCH', resource.update]]) {
      if (!schema) continue
      for (const [name, field] of Object.entries(schema.properties)) {
        const target = field['x-resource'] && world.foreign[field['x-resource']]
        if (!target) continue
        const many = [].concat(field.type).includes('array')
        for (const actor of actors.filter((actor) => !sees(actor, resources.find((r) => r.name === field['x-resource']), target))) {
          const own = world.own[resource.name]
          const path = `/${resource.plural}` + (kind === 'PATCH' ? `/${own?.id}` : '')
          if (kind === 'PATCH' && !own) continue
          const reply = await actor.asker.ask(kind, path, { [name]: many ? [target.id] : target.id })
          assert.ok(reply.status >= 400, `${actor.name} ${kind} ${path} ${name}: ${reply.status} ${reply.text}`)
          assert.equal(stable(reply), stable(await actor.asker.ask(kind, path, { [name]: many ? [newId()] : newId() })), `${actor.name} ${kind} ${name}`)
        }
      }
    }
  })

  test(`${resource.plural}: malformed`, async () => {
    for (const actor of actors)
      for (const id of ['x', '0', '%00', '%ff', '..', `${newId()}0`, "'; DROP TABLE task; --", '00000000-0000-0000-0000-000000000000', 'null']) {
        for (const [method, tail, body] of [['GET', ''], ['PATCH', '', {}], ['DELETE', ''], ['POST', '/restore'], ['GET', '/history']]) {
          const path = `/${resource.plural}/${id.startsWith('%') || id === '..' ? id : encodeURIComponent(id)}${tail}`
          const reply = await actor.asker.ask(method, path, body)
          assert.ok([400, 403, 404, 405].includes(reply.status) || id === '..', `${actor.name} ${method} ${path}: ${reply.status} ${reply.text}`)
        }
      }
  })
}

test('actions on foreign rows are as on missing ones', async () => {
  for (const [path, methods] of Object.entries(api.paths)) {
    const found = /^\/api\/v1\/(\w+)\/\{id\}\/(\w+)$/.exec(path)
    if (!found || ['history', 'restore'].includes(found[2])) continue
    const resource = resources.find((r) => r.plural === found[1])
    const target = world.foreign[resource.name]
    if (!target) continue
    for (const method of Object.keys(methods))
      for (const actor of actors.filter((actor) => !sees(actor, resource, target))) {
        const body = method === 'get' ? undefined : {}
        const ask = (id) => actor.asker.ask(method.toUpperCase(), path.replace('/api/v1', '').replace('{id}', id), body)
        const reply = await ask(target.id)
        assert.ok(reply.status >= 400, `${actor.name} ${method} ${path}: ${reply.status}`)
        assert.equal(stable(reply), stable(await ask(newId())), `${actor.name} ${method} ${path}`)
      }
  }
})

test('nobody who has not signed in, anywhere', async () => {
  const nobody = new Asker(w.server.url)
  for (const [path, methods] of Object.entries(api.paths))
    for (const [method, operation] of Object.entries(methods)) {
      if (Array.isArray(operation.security) && (operation.security.length === 0 || operation.security.some((way) => Object.keys(way).length === 0))) continue
      const at = path.replace('/api/v1', '').replace(/\{\w+\}/g, newId())
      const reply = await nobody.ask(method.toUpperCase(), at, method === 'get' || method === 'delete' ? undefined : {})
      assert.equal(reply.status, path.endsWith('/metrics') ? 200 : 401, `${method} ${path}: ${reply.text}`)
    }
  nobody.close()
})

test('search and completion', async () => {
  for (const actor of actors)
    for (const [place, word] of Object.entries(words)) {
      for (const part of [word, word.slice(0, 4), `${word} task`]) {
        const found = await actor.asker.get(`/search?q=${encodeURIComponent(part)}&limit=50`)
        assert.equal(found.status, 200)
        for (const item of found.body.items) {
          const known = sight.find((other) => other.row.id === item.id)
          if (known) assert.ok(sees(actor, known.resource, known.row), `${actor.name} finds ${known.resource.name}`)
        }
        if (part === word) assert.equal(found.body.items.length > 0, sight.some((item) => !item.deleted && item.place === place && sees(actor, item.resource, item.row) && ['task', 'client', 'project'].includes(item.resource.name)), `${actor.name} searches ${word}`)
      }
      for (const resource of resources)
        for (const text of [`client:${word.slice(0, 5)}`, `project:${word.slice(0, 5)}`, word.slice(0, 5)])
          await actor.asker.get(`/filter/complete?resource=${resource.plural}&text=${encodeURIComponent(text)}&caret=${text.length}`)
    }
})

test('the portfolio, the export, what is about oneself', async () => {
  for (const actor of actors) {
    await actor.asker.get('/portfolio')
    const me = await actor.asker.get('/me')
    assert.equal(me.status, 200)
    const full = await actor.asker.get('/export')
    if (actor.role !== 'owner' && api.paths['/api/v1/export']) assert.ok([403, 404].includes(full.status), `${actor.name} exports: ${full.status}`)
  }
})

test('undo of what others did', async () => {
  const change = (await w.owner.patch(`/tasks/${world.foreign.task.id}`, { title: 'zebrafish undo' })).headers['change-id']
  for (const actor of actors.filter((actor) => !sees(actor, resources.find((r) => r.name === 'task'), world.foreign.task))) {
    const reply = await actor.asker.post(`/changes/${change}/undo`)
    assert.ok([403, 404].includes(reply.status), `${actor.name}: ${reply.status}`)
    assert.equal(stable(reply), stable(await actor.asker.post(`/changes/${newId()}/undo`)), actor.name)
  }
})

test('a contact knows what was shared, from when it was shared until it was deleted', async () => {
  const { asker } = actors.find((actor) => actor.role === 'contact')
  const at = (time) => encodeURIComponent(new Date(time).toISOString())
  const task = await w.owner.must('POST', '/tasks', { list: world.own.list.id, title: 'Sidewinder, not for them yet', shared: false })
  await sleep(20)
  const early = Date.now()
  await sleep(20)
  await w.owner.must('PATCH', `/tasks/${task.id}`, { title: 'For them', shared: true })
  await sleep(20)
  const shared = Date.now()
  assert.equal((await asker.get(`/tasks/${task.id}?as_of=${at(shared)}`)).body.title, 'For them')
  assert.equal((await asker.get(`/tasks/${task.id}?as_of=${at(early)}`)).status, 404)
  assert.ok(!(await asker.get(`/tasks?as_of=${at(early)}&limit=1000`)).text.includes(task.id))
  assert.ok(!(await asker.get(`/tasks/${task.id}/history`)).text.includes('not for them yet'))
  await sleep(20)
  await w.owner.must('DELETE', `/tasks/${task.id}`)
  for (const tail of ['', '?trash=1', '/history', `?as_of=${at(shared)}`])
    assert.equal((await asker.get(`/tasks/${task.id}${tail}`)).status, 404, tail)
})

test('live and /changes: all of what is seen, nothing of what is not', async () => {
  await sleep(500)
  for (const actor of actors) {
    const told = JSON.stringify(actor.live.messages)
    assert.ok(actor.live.messages.length > 0, actor.name)
    actor.asker.look(told, 'live')
    const seqs = actor.live.messages.filter((m) => m.type === 'change').map((m) => m.seq)
    assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b), `${actor.name}: in order, once`)
    let since = 0
    let all = ''
    const verbs = new Map()
    for (let i = 0; i < 100; i++) {
      const page = await actor.asker.must('GET', `/changes?since=${since}&limit=1000`)
      for (const item of page.items) if (item.type === 'change') verbs.set(item.id, item.verb)
      all += JSON.stringify(page.items)
      if (page.seq === since) break
      since = page.seq
    }
    for (const { resource, row, deleted } of sight.filter((item) => ['client', 'own_and_managers'].includes(item.resource.scope)))
      if (sees(actor, resource, row)) assert.ok(deleted ? verbs.get(row.id) === 'delete' || !verbs.has(row.id) : all.includes(row.id) || (resource.name === 'access' && row.member === actor.id && all.includes('"reset"')), `${actor.name} was not told of ${resource.name} ${row.id}`)
  }
})

test('live goes on telling apart while rows change', async () => {
  for (const actor of actors) actor.live.messages.splice(0)
  const changes = [['own', 'task'], ['side', 'task'], ['foreign', 'task'], ['own', 'client'], ['foreign', 'client'], ['own', 'project'], ['foreign', 'comment']]
  const task = resources.find((r) => r.name === 'task')
  for (const [place, name] of changes) {
    const resource = resources.find((r) => r.name === name)
    const field = name === 'task' ? 'title' : name === 'comment' ? 'body' : 'name'
    await w.owner.must('PATCH', `/${resource.plural}/${world[place][name].id}`, { [field]: `${words[place]} changed ${newId()}` })
  }
  await sleep(500)
  for (const actor of actors) {
    actor.asker.look(JSON.stringify(actor.live.messages), 'live')
    for (const [place, name] of changes) {
      const resource = resources.find((r) => r.name === name)
      const row = (await w.owner.get(`/${resource.plural}/${world[place][name].id}`)).body
      assert.equal(actor.live.messages.some((m) => m.id === row.id), sees(actor, resource, row), `${actor.name}: ${place} ${name}`)
    }
  }
  assert.ok(task && password)
})
