// aplomb demo: the agency is there, believable from every seat, and sound.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Asker, newPlace, run, startServer } from './lib.mjs'

let place, server, printed
const askers = []
before(async () => {
  place = newPlace()
  printed = await run(place, ['demo'])
  server = await startServer(place)
})
after(async () => {
  askers.forEach((a) => a.close())
  await server.stop()
  place.remove()
})

async function signIn(who) {
  const email = new RegExp(`${who}\\s+(\\S+@\\S+)`).exec(printed.stdout)[1]
  const password = /"(.+?)"/.exec(printed.stdout)[1]
  const asker = new Asker(server.url)
  askers.push(asker)
  assert.equal((await asker.signIn(email, password)).status, 200)
  return asker
}
const total = async (asker, path) => (await asker.must('GET', `${path}${path.includes('?') ? '&' : '?'}limit=1&count=1`)).total

test('it is as large as it says, and a second one is refused', async () => {
  assert.equal(printed.status, 0, printed.stderr)
  const owner = await signIn('Owner')
  assert.equal(await total(owner, '/clients'), 12)
  assert.equal(await total(owner, '/projects'), 40)
  assert.equal(await total(owner, '/tasks'), 3000)
  assert.equal(await total(owner, '/members'), 14)
  for (const path of ['/comments', '/dependencies', '/contacts', '/attachments', '/views', '/custom_fields', '/activities'])
    assert.ok((await total(owner, path)) > 4, path)
  assert.equal(await total(owner, '/booking_pages'), 1)
  assert.equal(await total(owner, '/bookings'), 1)
  for (const filter of ['is:milestone', 'kind:deliverable', 'category:active', 'category:review', 'is:overdue', 'is:open due<7d'])
    assert.ok((await total(owner, `/tasks?filter=${encodeURIComponent(filter)}`)) > 10, filter)
  assert.equal((await run(place, ['demo'])).status, 1)
  assert.equal((await run(place, ['check'])).status, 0)
})

test('the portfolio has something of everything, with reasons', async () => {
  const owner = await signIn('Owner')
  const { items } = await owner.must('GET', '/portfolio')
  assert.deepEqual([...new Set(items.map((i) => i.health))].sort(), ['at_risk', 'late', 'on_track', 'quiet'])
  for (const i of items) assert.equal(i.reasons.length === 0, i.health === 'on_track', i.name)
})

test('the saved views can be read', async () => {
  const owner = await signIn('Owner')
  for (const view of (await owner.must('GET', '/views')).items) {
    const rows = await owner.must('GET', `/tasks?limit=5&filter=${encodeURIComponent(view.filter ?? '')}&sort=${view.sort ?? ''}`)
    assert.ok(Array.isArray(rows.items), view.name)
  }
})

test('manager, designer and freelancer see what is theirs', async () => {
  const manager = await signIn('Manager')
  const designer = await signIn('Designer')
  const freelancer = await signIn('Freelancer')
  assert.equal(await total(manager, '/tasks'), 3000)
  const clients = await total(designer, '/clients')
  assert.ok(clients > 2 && clients < 12, `${clients}`)
  const own = (await freelancer.must('GET', '/tasks?limit=1000')).items
  assert.ok(own.length > 5 && own.length < 300, `${own.length}`)
  assert.ok(own.some((t) => t.assignees.includes(freelancer.member.id)))
})

test('the past is there: a project as it was', async () => {
  const owner = await signIn('Owner')
  const monthAgo = new Date(Date.now() - 60 * 86400e3).toISOString()
  const [project] = (await owner.must('GET', `/projects?limit=1&filter=${encodeURIComponent('name:"Site care"')}`)).items
  const path = `/tasks?limit=1000&filter=${encodeURIComponent(`project:${project.id}`)}`
  const now = (await owner.must('GET', path)).items
  const then = (await owner.must('GET', `${path}&as_of=${monthAgo}`)).items
  assert.ok(then.length > 5 && then.length < now.length, `${then.length} of ${now.length}`)
  assert.ok(then.filter((t) => t.category === 'done').length < now.filter((t) => t.category === 'done').length)
})

test('next week two clients’ fixed dates conflict over the designer; elsewhere most promises hold', async () => {
  const manager = await signIn('Manager')
  const [first] = (await manager.must('GET', '/plan/conflicts')).items
  const clients = Object.fromEntries((await manager.must('GET', '/clients')).items.map((c) => [c.id, c.name]))
  const lena = (await manager.must('GET', '/members?filter=Lena')).items[0]
  assert.equal(first.member, lena.id)
  assert.ok(first.hard && first.options.length >= 3)
  for (const name of ['Kestrel Rail Tours', 'Candlemoor Insurance']) assert.ok(first.sides.some((s) => s.hard && clients[s.client] === name), name)
  const { promises } = await manager.must('POST', '/plan/what-if', { changes: [] })
  assert.ok(promises.length > 100)
  assert.ok(promises.filter((p) => p.after.late).length < promises.length * 0.4)
  assert.ok(promises.some((p) => p.after.at_risk))
  const load = await manager.must('GET', '/plan/workload')
  assert.ok(load.roles.some((r) => r.role) && load.roles.some((r) => r.equipment))
  assert.equal((await manager.must('GET', '/baselines')).items.length, 2)
  const shares = await manager.must('GET', '/plan/shares')
  assert.ok(shares.items.some((i) => i.warning) && shares.items.some((i) => i.percent && !i.warning))
})

test('days that are over: planned, done, come in between; somebody’s weeks are too long', async () => {
  const designer = await signIn('Designer')
  const manager = await signIn('Manager')
  const day = (n) => new Date(Date.now() + n * 86400e3).toISOString().slice(0, 10)
  const days = (await designer.must('GET', `/days?from=${day(-13)}&until=${day(-1)}`)).items.filter((d) => d.kept)
  assert.ok(days.length >= 5, `${days.length}`)
  assert.ok(days.filter((d) => d.late).length <= 1)
  for (const state of ['done', 'partly']) assert.ok(days.some((d) => d.items.some((i) => i.state === state)), state)
  assert.ok(days.every((d) => d.planned_min <= 450 && d.as_planned_min <= d.planned_min))
  assert.ok(days.some((d) => d.unplanned_min > 0))
  const { notes } = await designer.must('GET', '/wellbeing')
  assert.deepEqual(notes.map((n) => n.kind), ['after_hours', 'overload'])
  const told = (await manager.must('GET', '/plan/workload')).items.filter((i) => i.wellbeing?.weeks_over)
  assert.deepEqual(told.map((i) => i.member), [designer.member.id])
})
