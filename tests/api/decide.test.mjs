// Deciding: conflicts between clients, what if, keeping and undoing, scenarios, priorities, workload, shares, baselines.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId, newProject, newWorkspace, pointers, settled } from './lib.mjs'

const DAY = 86400000
const iso = (time) => new Date(time).toISOString().slice(0, 10)
const weekday = (new Date().getUTCDay() + 6) % 7
const monday = Date.now() + (7 - weekday) * DAY // next week's
const nextWeek = (day) => iso(monday + day * DAY)

let w, kestrel, candle, lena, ada, single, skill, brochure, shop
const names = { brochure: 'Final artwork for the brochure', shop: 'Secret shop front designs' }

async function hard(place, title, minutes, assignee) {
  return w.owner.must('POST', '/tasks', { list: place.list.id, title, assignees: [assignee.member.id], skills: [skill.id], start: nextWeek(0), due: nextWeek(3), hard: true,
    estimate_low_min: minutes * 0.9, estimate_min: minutes, estimate_high_min: minutes * 1.2 })
}
const whatIf = (asker, changes) => asker.must('POST', '/plan/what-if', { changes })
const promise = (result, row) => result.promises.find((p) => p.id === row.id)
const conflictOf = (items, person) => items.find((c) => c.member === person.member.id && c.sides.some((s) => s.hard || s.hidden))
const conflicts = async (asker) => (await asker.must('GET', '/plan/conflicts')).items

before(async () => {
  w = await newWorkspace()
  kestrel = await newProject(w.owner, 'Kestrel')
  candle = await newProject(w.owner, 'Candlemoor')
  lena = await w.person('member', { clients: [kestrel.client, candle.client], name: 'Lena' })
  ada = await w.person('member', { clients: [kestrel.client, candle.client], name: 'Ada' })
  single = await w.person('member', { clients: [kestrel.client], name: 'Single' })
  skill = await w.owner.must('POST', '/skills', { name: 'Design' })
  for (const person of [lena, ada]) await person.must('PATCH', `/members/${person.member.id}`, { skills: [skill.id] })
  // Thirty-eight hours of one person, who has four days.
  brochure = await hard(kestrel, names.brochure, 1200, lena)
  shop = await hard(candle, names.shop, 1080, lena)
})
after(() => w.close())

test('two clients’ fixed dates next week are a conflict, with both sides and options', async () => {
  const found = conflictOf(await conflicts(w.owner), lena)
  assert.ok(found, 'the conflict is there')
  assert.deepEqual(found.sides.map((s) => s.client).sort(), [kestrel.client.id, candle.client.id].sort())
  assert.ok(found.sides.every((s) => s.hard && s.due === nextWeek(3)))
  assert.ok(found.sides.some((s) => s.late) && found.short_min > 0)
  assert.ok(found.text.includes('Lena') && found.text.includes('Kestrel') && found.text.includes('Candlemoor'), found.text)
  const keys = found.options.map((o) => o.key)
  for (const key of ['delay', 'reassign', 'split']) assert.ok(keys.includes(key), `${key} of ${keys}`)
  assert.ok(found.options.find((o) => o.key === 'reassign').text.includes('Ada'))
  const french = await w.person('manager', { locale: 'fr' })
  assert.match(conflictOf(await conflicts(french), lena).text, /se disputent/)
})

test('three options are tried: the P80 of each client moves, and nothing is written', async () => {
  const seq = await settled(w.owner)
  const { options } = conflictOf(await conflicts(w.owner), lena)
  const moved = new Set()
  assert.ok(options.length >= 4, 'delay of either, reassign, split')
  for (const { changes } of options) {
    const result = await whatIf(w.owner, changes)
    for (const row of [brochure, shop]) {
      const p = promise(result, row)
      assert.ok(p.before.p80 && p.after.p80 && p.before.finish <= p.before.p80, row.title)
      if (p.before.p80 !== p.after.p80) moved.add(row.id)
    }
    assert.equal(typeof result.text, 'string')
    assert.deepEqual(result.hidden, { clients: 0, later: 0, earlier: 0, worst_days: 0 })
  }
  assert.equal(moved.size, 2)
  const given = await whatIf(w.owner, options.find((o) => o.key === 'reassign').changes)
  assert.ok([brochure, shop].every((row) => !promise(given, row).after.late))
  assert.equal((await w.owner.must('GET', '/me')).seq, seq, 'nothing was written')
})

test('who has one client sees the other only as hidden', async () => {
  const reply = await single.get('/plan/conflicts')
  const found = conflictOf(reply.body.items, lena)
  const tried = await single.post('/plan/what-if', { changes: [{ kind: 'pin', task: brochure.id }, { kind: 'estimate', task: brochure.id, minutes: 2400 }] })
  for (const text of [reply.text, tried.text]) {
    assert.ok(!text.includes('Candlemoor') && !text.includes(names.shop) && !text.includes(shop.id) && !text.includes(candle.client.id), text)
  }
  assert.equal(tried.status, 200)
  assert.ok(promise(tried.body, brochure) && !promise(tried.body, shop))
  if (found) assert.ok(found.sides.some((s) => s.hidden && s.title === null && s.client === null))
  assert.equal(tried.body.hidden.clients, 1)
  assert.ok(tried.body.hidden.later >= 1 && tried.body.hidden.worst_days >= 1)
  const foreign = await single.post('/plan/what-if', { changes: [{ kind: 'due', task: shop.id, due: nextWeek(9) }] })
  assert.equal(foreign.status, 422)
  assert.deepEqual(pointers(foreign), ['/changes/0/task'])
})

test('one is kept, the conflict is gone; undone, it is back', async () => {
  const { options } = conflictOf(await conflicts(w.owner), lena)
  const kept = await w.owner.post('/plan/keep', { changes: options.find((o) => o.key === 'reassign').changes })
  assert.equal(kept.status, 200, kept.text)
  assert.ok(!conflictOf(await conflicts(w.owner), lena))
  await w.owner.must('POST', `/changes/${kept.headers['change-id']}/undo`)
  assert.ok(conflictOf(await conflicts(w.owner), lena))
})

test('what is kept is what was tried', async () => {
  const free = await w.owner.must('POST', '/tasks', { list: kestrel.list.id, title: 'Free', assignees: [ada.member.id], estimate_min: 300, due: nextWeek(20), hard: true })
  const next = await w.owner.must('POST', '/tasks', { list: kestrel.list.id, title: 'Next', assignees: [ada.member.id], estimate_min: 240, due: nextWeek(21), hard: true })
  const lists = [
    [{ kind: 'due', task: brochure.id, due: nextWeek(10) }],
    [{ kind: 'start', task: free.id, start: nextWeek(8) }],
    [{ kind: 'estimate', task: shop.id, minutes: 600 }],
    [{ kind: 'dependency', task: next.id, predecessor: free.id, type: 'finish_start', lag_min: 0 }],
    [{ kind: 'pin', task: next.id, pinned: true }],
    [{ kind: 'away', member: ada.member.id, first: nextWeek(7), last: nextWeek(8) }],
    [{ kind: 'overtime', member: lena.member.id, first: nextWeek(0), last: nextWeek(3), day_min: 60 }],
    [{ kind: 'due', task: shop.id, due: null, hard: false }, { kind: 'assign', task: shop.id, member: ada.member.id }],
    [{ kind: 'share', client: kestrel.client.id, percent: 30 }, { kind: 'due', project: kestrel.project.id, due: nextWeek(30) }],
    [{ kind: 'hold', project: candle.project.id }],
  ]
  for (const changes of lists) {
    const tried = await whatIf(w.owner, changes)
    const kept = await w.owner.post('/plan/keep', { changes })
    assert.equal(kept.status, 200, kept.text)
    const now = await whatIf(w.owner, [])
    for (const row of [brochure, free, next]) assert.equal(promise(now, row).before.finish, promise(tried, row).after.finish, `${row.title} after ${JSON.stringify(changes)}`)
  }
  await w.owner.must('PATCH', `/projects/${candle.project.id}`, { state: 'active' })
})

test('a split makes a second task of the same, with half of what is left', async () => {
  const task = await w.owner.must('POST', '/tasks', { list: kestrel.list.id, title: 'Long', assignees: [lena.member.id], estimate_min: 960, due: nextWeek(25), hard: true })
  const changes = [{ kind: 'split', task: task.id, members: [lena.member.id, ada.member.id] }]
  const tried = await whatIf(w.owner, changes)
  assert.ok(promise(tried, task).after.finish < promise(tried, task).before.finish)
  const kept = await w.owner.post('/plan/keep', { changes })
  const both = (await w.owner.must('GET', '/tasks?filter=title:Long')).items
  assert.deepEqual(both.map((t) => t.estimate_min), [480, 480])
  assert.deepEqual(both.map((t) => t.assignees[0]).sort(), [lena.member.id, ada.member.id].sort())
  await w.owner.must('POST', `/changes/${kept.headers['change-id']}/undo`)
  assert.deepEqual((await w.owner.must('GET', '/tasks?filter=title:Long')).items.map((t) => [t.estimate_min, t.assignees]), [[960, [lena.member.id]]])
})

test('a project out of a template, for a client that is not there yet', async () => {
  const source = await newProject(w.owner, 'Pattern')
  for (const title of ['Sketch', 'Build']) await w.owner.must('POST', '/tasks', { list: source.list.id, title, estimate_min: 600 })
  await w.owner.must('POST', '/tasks', { list: source.list.id, title: 'Go live', kind: 'milestone', due: nextWeek(20) })
  const template = await w.owner.must('POST', '/templates/from', { kind: 'project', id: source.project.id, name: 'Launch' })
  const changes = [{ kind: 'add_project', template: template.id, client_name: 'Newcomer', name: 'First site', start: nextWeek(0) }]
  const tried = await whatIf(w.owner, changes)
  const added = tried.promises.find((p) => p.title === 'Go live' && p.id === null)
  assert.ok(added && added.before === null && added.due)
  assert.equal((await w.owner.must('GET', '/clients?filter=Newcomer')).items.length, 0)
  const made = await w.owner.post('/plan/keep', { changes })
  const [client] = (await w.owner.must('GET', '/clients?filter=Newcomer')).items
  assert.equal((await w.owner.must('GET', `/tasks?filter=client:${client.id}`)).items.length, 3)
  await w.owner.must('POST', `/changes/${made.headers['change-id']}/undo`)
  assert.equal((await w.owner.must('GET', '/clients?filter=Newcomer')).items.length, 0)
  assert.equal((await lena.post('/plan/keep', { changes: [{ ...changes[0], client_name: 'Another' }] })).status, 403)
})

test('a scenario: made, looked at, kept once; another dropped', async () => {
  const changes = [{ kind: 'due', task: brochure.id, due: nextWeek(14) }]
  const row = await w.owner.must('POST', '/scenarios', { name: 'A week later', changes })
  assert.equal(row.state, 'draft')
  const result = await w.owner.must('GET', `/scenarios/${row.id}/result`)
  assert.equal(promise(result, brochure).due, nextWeek(14))
  assert.equal((await w.owner.must('POST', `/scenarios/${row.id}/keep`)).state, 'kept')
  assert.equal((await w.owner.must('GET', `/tasks/${brochure.id}`)).due, nextWeek(14))
  assert.equal((await w.owner.post(`/scenarios/${row.id}/keep`)).status, 409)
  assert.equal((await w.owner.patch(`/scenarios/${row.id}`, { changes: [] })).status, 422)
  const other = await single.must('POST', '/scenarios', { name: 'Mine', changes: [{ kind: 'pin', task: brochure.id }] })
  assert.equal((await lena.get(`/scenarios/${other.id}`)).status, 404)
  assert.equal((await single.must('POST', `/scenarios/${other.id}/drop`)).state, 'dropped')
  assert.deepEqual(pointers(await single.post('/scenarios', { name: 'Wrong', changes: [{ kind: 'pin' }] })), ['/changes/0/task'])
})

test('what cannot be understood is told where it stands', async () => {
  const wrong = async (changes) => pointers(await w.owner.post('/plan/what-if', { changes }))
  const id = newId()
  assert.deepEqual(await wrong('x'), ['/changes'])
  assert.deepEqual(await wrong([3, { kind: 'fly' }]), ['/changes/0', '/changes/1/kind'])
  assert.deepEqual(await wrong([{ kind: 'due', task: brochure.id, project: kestrel.project.id, due: '2026-02-30' }]), ['/changes/0/due', '/changes/0/task'])
  assert.deepEqual(await wrong([{ kind: 'assign', task: brochure.id, member: id }]), ['/changes/0/member'])
  assert.deepEqual(await wrong([{ kind: 'assign', task: shop.id, member: single.member.id }]), ['/changes/0/member'])
  assert.deepEqual(await wrong([{ kind: 'away', member: ada.member.id, first: nextWeek(3), last: nextWeek(1) }]), ['/changes/0/last'])
  assert.deepEqual(await wrong([{ kind: 'overtime', member: ada.member.id, first: nextWeek(0), last: nextWeek(1), day_min: 5000 }]), ['/changes/0/day_min'])
  assert.deepEqual(await wrong([{ kind: 'split', task: brochure.id, members: [ada.member.id, ada.member.id] }]), ['/changes/0/members'])
  assert.deepEqual(await wrong([{ kind: 'pin', task: brochure.id, extra: 1 }]), ['/changes/0/extra'])
  assert.deepEqual(await wrong(Array(51).fill({ kind: 'pin', task: brochure.id })), ['/changes'])
  const done = await w.owner.must('POST', '/tasks', { list: kestrel.list.id, title: 'Over', category: 'done' })
  assert.deepEqual(await wrong([{ kind: 'pin', task: done.id }]), ['/changes/0/task'])
  // What the row itself refuses is told in the list too.
  assert.deepEqual(pointers(await w.owner.post('/plan/keep', { changes: [{ kind: 'pin', task: brochure.id }, { kind: 'due', task: brochure.id, due: '2020-01-01' }] })), ['/changes/1/due'])
  assert.equal((await w.owner.must('GET', `/tasks/${brochure.id}`)).pinned, false, 'all or nothing')
})

test('what cannot work says why', async () => {
  const make = (title) => w.owner.must('POST', '/tasks', { list: kestrel.list.id, title, assignees: [ada.member.id], estimate_min: 60, due: nextWeek(25), hard: true })
  const [a, b] = [await make('Hen'), await make('Egg')]
  await w.owner.must('POST', '/dependencies', { task: b.id, predecessor: a.id })
  const circle = [{ kind: 'dependency', task: a.id, predecessor: b.id }]
  const tried = await whatIf(w.owner, circle)
  assert.equal(promise(tried, a).after.finish, null)
  assert.match(tried.text, /3 have no date any more/, 'the two, and the project')
  const [finding] = tried.findings.filter((f) => f.key === 'cycle')
  assert.ok(finding.text.includes('Hen') && finding.text.includes('Egg'))
  assert.equal((await w.owner.post('/plan/keep', { changes: circle })).status, 409)
  const away = await whatIf(w.owner, [{ kind: 'away', member: ada.member.id, first: nextWeek(-14), last: nextWeek(330) }])
  assert.ok(away.findings.some((f) => f.key === 'person_no_hours' && f.text.startsWith('Ada')))
  assert.ok(!(await whatIf(single, [{ kind: 'away', member: ada.member.id, first: nextWeek(-14), last: nextWeek(330) }])).findings.some((f) => f.text.includes(names.shop)))
  const block = await w.owner.must('POST', '/blocks', { member: ada.member.id, task: a.id, kind: 'task', start: `${nextWeek(4)}T13:00:00Z`, end: `${nextWeek(4)}T14:00:00Z` })
  const busy = (await whatIf(w.owner, [{ kind: 'away', member: ada.member.id, first: nextWeek(4), last: nextWeek(4) }])).findings.find((f) => f.key === 'fixed_busy')
  assert.match(busy.text, /“Hen” .*, .*\d.*\.$/, 'with its time')
  await w.owner.must('DELETE', `/blocks/${block.id}`)
  const late = await whatIf(w.owner, [{ kind: 'due', task: a.id, due: '2020-01-06', hard: true }])
  assert.ok(late.findings.some((f) => f.key === 'hard_past') && promise(late, a).after.late)
  for (const row of [a, b]) await w.owner.must('DELETE', `/tasks/${row.id}`)
})

test('more than there is has its bottleneck named', async () => {
  const big = await w.owner.must('POST', '/tasks', { list: kestrel.list.id, title: 'Impossible', assignees: [ada.member.id], estimate_min: 6000, due: nextWeek(8), hard: true })
  const result = await whatIf(w.owner, [])
  assert.equal(result.feasible, false)
  assert.match(result.bottleneck, /^Ada, weeks? \d.* h short$/)
  assert.doesNotMatch((await whatIf(single, [])).bottleneck, /Ada/)
  await w.owner.must('DELETE', `/tasks/${big.id}`)
})

test('priorities: pinned, then fixed, then by score; each term in words', async () => {
  await w.owner.must('PATCH', `/clients/${kestrel.client.id}`, { importance: 5 })
  const plain = await w.owner.must('POST', '/tasks', { list: kestrel.list.id, title: 'Plain', estimate_min: 120 })
  const pinned = await w.owner.must('POST', '/tasks', { list: candle.list.id, title: 'Pinned', estimate_min: 120, pinned: true })
  const { items } = await w.owner.must('GET', '/plan/priorities')
  assert.deepEqual([...new Set(items.map((i) => i.class))], ['pinned', 'hard', 'normal'])
  for (const name of ['pinned', 'hard', 'normal']) {
    const scores = items.filter((i) => i.class === name).map((i) => i.score)
    assert.deepEqual(scores, [...scores].sort((a, b) => b - a))
  }
  for (const i of items) assert.equal(i.score, i.terms.reduce((sum, t) => sum + t.value, 0))
  assert.ok(items.find((i) => i.task === plain.id).terms.some((t) => t.key === 'client' && t.text.includes('5 of 5')))
  const mine = (await w.owner.must('GET', `/plan/priorities?filter=title:Plain&client=${kestrel.client.id}`)).items
  assert.deepEqual(mine.map((i) => i.task), [plain.id])
  assert.equal((await w.owner.get('/plan/priorities?filter=nonsense:::')).status, 400)
  assert.ok(!(await single.must('GET', '/plan/priorities')).items.some((i) => i.task === pinned.id))
  // Without its weight the client counts nothing.
  const [space] = (await w.owner.must('GET', '/workspaces')).items
  await w.owner.must('PATCH', `/workspaces/${space.id}`, { plan_weights: { client: 0 } })
  const now = (await w.owner.must('GET', '/plan/priorities')).items.find((i) => i.task === plain.id)
  assert.ok(!now.terms.some((t) => t.key === 'client'))
  assert.deepEqual(pointers(await w.owner.patch(`/workspaces/${space.id}`, { plan_weights: { client: 200 } })), ['/plan_weights/client'])
})

test('workload: hours, what is planned, and why; entries of others are not told', async () => {
  const load = await w.owner.must('GET', `/plan/workload?from=${nextWeek(0)}&weeks=2`)
  assert.deepEqual(load.weeks, [nextWeek(0), nextWeek(7)])
  const hers = load.items.find((i) => i.member === lena.member.id).weeks[0]
  assert.equal(hers.capacity_min, 5 * 450 + 4 * 60, 'the usual week, and the overtime that was kept')
  assert.ok(hers.planned_min > 0 && hers.limit_min < hers.capacity_min)
  const away = load.items.find((i) => i.member === ada.member.id).weeks[1]
  assert.equal(away.off_min, 900, 'two days away')
  const why = await w.owner.must('GET', `/plan/workload/why?member=${lena.member.id}&week=${nextWeek(0)}`)
  assert.equal(why.items.reduce((sum, i) => sum + i.planned_min, 0), hers.planned_min)
  assert.match(why.text, /^Lena/)
  const masked = await single.must('GET', `/plan/workload?from=${nextWeek(0)}`)
  assert.equal(masked.items.find((i) => i.member === lena.member.id).weeks[0].actual_min, null)
  const reasons = await single.get(`/plan/workload/why?member=${lena.member.id}&week=${nextWeek(0)}`)
  assert.ok(!reasons.text.includes(names.shop) && !reasons.text.includes(shop.id))
  const role = await w.owner.must('POST', '/allocations', { project: candle.project.id, role: 'Motion designer', first: nextWeek(0), last: nextWeek(20), week_min: 600 })
  const roles = async (asker) => (await asker.must('GET', `/plan/workload?from=${nextWeek(0)}&weeks=2`)).roles
  assert.deepEqual((await roles(w.owner)).find((r) => r.allocation === role.id).weeks, [600, 600])
  assert.deepEqual(await roles(single), [])
  assert.deepEqual(pointers(await w.owner.post('/allocations', { project: candle.project.id, role: 'x', member: ada.member.id, first: nextWeek(0), last: nextWeek(1), week_min: 60 })), ['/member'])
})

test('who sees own tasks only learns nothing of the others’ weeks, nor of promises that are not theirs', async () => {
  const free = await w.person('member', { clients: [kestrel.client], own_tasks_only: true, name: 'Free Lancer' })
  const own = await w.owner.must('POST', '/tasks', { list: kestrel.list.id, title: 'Of their own', assignees: [free.member.id], estimate_min: 120, start: nextWeek(0), due: nextWeek(10), hard: true })
  const load = await free.must('GET', `/plan/workload?from=${nextWeek(0)}`)
  assert.deepEqual(load.items.map((i) => i.member), [free.member.id])
  assert.deepEqual(load.roles, [])
  assert.equal((await free.get(`/plan/workload/why?member=${lena.member.id}&week=${nextWeek(0)}`)).status, 404)
  assert.equal((await free.must('GET', `/plan/workload/why?week=${nextWeek(0)}`)).items.length, 1)
  const tried = await whatIf(free, [{ kind: 'pin', task: own.id }])
  assert.deepEqual(tried.promises.map((p) => p.id), [own.id])
  const crowded = await whatIf(free, [{ kind: 'estimate', task: own.id, minutes: 60000 }, { kind: 'pin', task: own.id }])
  assert.deepEqual(crowded.hidden, { clients: 0, later: 0, earlier: 0, worst_days: 0 })
  assert.equal(crowded.late, crowded.promises.filter((p) => p.after.late).length)
  await w.owner.must('DELETE', `/tasks/${own.id}`)
})

test('shares: promised, planned, given; a warning before the week ends', async () => {
  assert.equal((await lena.get('/plan/shares')).status, 403)
  await w.owner.must('PATCH', `/clients/${candle.client.id}`, { share_percent: 40 })
  const thisMonday = iso(Date.now() - weekday * DAY)
  await w.owner.must('POST', '/entries', { member: lena.member.id, client: candle.client.id, date: thisMonday, minutes: 120 })
  const shares = await w.owner.must('GET', '/plan/shares?weeks=4')
  const row = shares.items.find((i) => i.client === candle.client.id)
  const now = row.weeks[shares.weeks.indexOf(thisMonday)]
  assert.equal(now.given_min, 120)
  assert.ok(now.promised_min > 1000)
  assert.match(row.warning, /less than promised/)
  assert.deepEqual(pointers(await w.owner.patch(`/clients/${candle.client.id}`, { share_min: 60 })), ['/share_min'])
  await w.owner.must('PATCH', `/clients/${kestrel.client.id}`, { share_percent: 70 })
  const over = await w.owner.must('GET', '/plan/shares')
  assert.equal(over.feasible, false)
  assert.ok(over.short.some((s) => /promised, the team has/.test(s.text)))
})

test('a baseline keeps the plan of a day', async () => {
  const row = await w.owner.must('POST', `/projects/${kestrel.project.id}/baseline`, { name: 'As agreed' })
  const kept = row.body.tasks.find((t) => t.task === brochure.id)
  assert.ok(kept.finish && kept.effort_min > 0 && kept.title === names.brochure)
  await w.owner.must('PATCH', `/tasks/${brochure.id}`, { title: 'Renamed' })
  assert.equal((await w.owner.must('GET', `/baselines/${row.id}`)).body.tasks.find((t) => t.task === brochure.id).title, names.brochure)
  const freelancer = await w.person('member', { clients: [kestrel.client], own_tasks_only: true })
  await w.owner.must('PATCH', `/tasks/${brochure.id}`, { assignees: [freelancer.member.id] })
  const seen = await freelancer.must('GET', `/baselines/${row.id}`)
  assert.equal(seen.body, undefined, 'it tells of everybody’s tasks')
  const agreed = await w.owner.must('GET', `/plan/agreed?project=${kestrel.project.id}`)
  const { finish } = agreed.items.find((item) => item.task === brochure.id)
  assert.match(finish, /^\d{4}-\d\d-\d\d$/)
  assert.deepEqual(agreed.projects.map(({ project, baseline, name }) => [project, baseline, name]), [[kestrel.project.id, row.id, 'As agreed']])
  assert.ok(agreed.projects[0].finish >= finish && 'now' in agreed.projects[0])
  const hers = await freelancer.must('GET', '/plan/agreed')
  const own = new Set((await freelancer.must('GET', '/tasks?limit=1000')).items.map((task) => task.id))
  assert.ok(hers.items.every((item) => own.has(item.task)))
  assert.deepEqual(hers.projects, [])
  // a task that went to another project is not what was agreed there, nor here
  const away = await w.owner.must('POST', '/projects', { client: kestrel.client.id, name: 'Away' })
  const moving = (await w.owner.must('POST', '/tasks', { project: away.id, title: 'Moving' })).id
  const dated = async (project) => (await w.owner.must('GET', `/plan/agreed${project ? `?project=${project}` : ''}`)).items.find((item) => item.task === moving)
  await w.owner.must('POST', `/projects/${away.id}/baseline`, { name: 'Before' })
  assert.ok(await dated(away.id) && await dated())
  await w.owner.must('PATCH', `/tasks/${moving}`, { list: kestrel.list.id })
  for (const project of [kestrel.project.id, away.id, null]) assert.equal(await dated(project), undefined)
  assert.equal((await lena.post(`/projects/${kestrel.project.id}/baseline`, { name: 'x' })).status, 403)
  assert.equal((await w.owner.post(`/projects/${newId()}/baseline`, { name: 'x' })).status, 404)
})

test('a list of changes that would bring more rows than there is room for is refused', async () => {
  const make = (title) => w.owner.must('POST', '/tasks', { list: kestrel.list.id, title, assignees: [lena.member.id], estimate_min: 600 })
  const [a, b] = [await make('Left'), await make('Right')]
  await w.owner.must('POST', '/dependencies', { task: b.id, predecessor: a.id })
  const split = (task) => ({ kind: 'split', task: task.id, members: [lena.member.id, ada.member.id] })
  // Each half of the one waits for each half of the other.
  const doubled = await whatIf(single, [...Array(25).fill(split(a)), ...Array(25).fill(split(b))])
  assert.ok(promise(doubled, brochure).after.p80)
  const linked = { kind: 'dependency', task: b.id, predecessor: a.id }
  await whatIf(single, [...Array(25).fill(linked), ...Array(25).fill(split(b))])
  const body = { name: 'Big', lists: [{ name: 'All', tasks: Array.from({ length: 1900 }, (_, n) => ({ title: 'x', n, estimate_min: 9e15, due_day: 9e15 })) }] }
  const template = await w.owner.must('POST', '/templates', { name: 'Big', kind: 'project', body })
  const add = { kind: 'add_project', template: template.id, client: kestrel.client.id, name: 'Big', start: nextWeek(0) }
  assert.ok((await whatIf(single, [add])).promises.length > 0)
  assert.deepEqual(pointers(await single.post('/plan/what-if', { changes: Array(50).fill(add) })), ['/changes/2'])
  for (const row of [a, b]) await w.owner.must('DELETE', `/tasks/${row.id}`)
})

test('long weeks and evenings are told to the person first, then to managers as figures', async () => {
  const eve = await w.person('member', { clients: [kestrel.client, candle.client], name: 'Ève', locale: 'fr' })
  const manager = await w.person('manager', { name: 'Max' })
  await eve.must('PATCH', `/members/${eve.member.id}`, { zone: 'UTC' }) // nobody changes their clock
  const date = (weeks, n) => iso(monday - (weeks + 1) * 7 * DAY + n * DAY) // weeks before this one
  const log = (weeks, n, from, to, place = kestrel) =>
    eve.must('POST', '/entries', { client: place.client.id, start: `${date(weeks, n)}T${from}:00Z`, end: `${date(weeks, n)}T${to}:00Z` })
  const told = async (asker = manager) => (await asker.must('GET', '/plan/workload')).items.find((i) => i.member === eve.member.id).wellbeing
  const own = () => eve.must('GET', '/wellbeing')
  const note = async (kind) => (await own()).notes.find((n) => n.kind === kind)
  const after = async (weeks) => (await own()).weeks[4 - weeks].after_hours_min

  await log(1, 1, '09:00', '17:30') // all the hours of a day, and through lunch
  assert.deepEqual((await own()).weeks.map((x) => [x.week, x.after_hours_min]), [4, 3, 2, 1].map((weeks) => [date(weeks, 0), 0]))
  await log(1, 2, '16:00', '19:00')
  assert.equal(await after(1), 90)
  assert.equal(await note('after_hours'), undefined, 'one week is not enough')
  await log(2, 5, '10:00', '12:00') // a Saturday
  await eve.must('POST', '/entries', { client: kestrel.client.id, date: date(2, 6), minutes: 30 })
  assert.equal(await after(2), 150)
  const evenings = await note('after_hours')
  assert.match(evenings.text, /Sur 2 des 4 dernières semaines, vous avez travaillé en dehors de vos horaires, 4 h en tout/)
  assert.match(evenings.why[1], /^Semaine du \d+ \p{L}+\u00a0: 3 h en dehors de vos horaires/u)
  assert.deepEqual([evenings.why.length, evenings.managers_see, evenings.managers_from], [2, false, date(-1, 0)])
  assert.equal(await told(), null, 'of the two weeks one ended less than a week ago')
  await log(3, 5, '10:00', '12:00')
  assert.equal((await note('after_hours')).managers_see, true)
  assert.deepEqual(await told(), { weeks: 4, weeks_over: 0, after_hours_min: 67 })

  for (const weeks of [2, 3, 4]) for (const n of [0, 1, 2, 3, 4]) await log(weeks, n, '08:00', '17:00', n % 2 ? candle : kestrel)
  const heavy = await note('overload')
  assert.match(heavy.text, /^3 des 4 dernières semaines ont dépassé votre temps de travail/)
  assert.match(heavy.why[0], /\u00a0: 48 h travaillées, pour 38 h de temps de travail/)
  assert.equal((await told()).weeks_over, 3)
  await eve.must('PATCH', `/members/${eve.member.id}`, { locale: 'en' })
  assert.match((await note('overload')).text, /^3 of the last 4 weeks held more than your working time/)
  for (const asker of [lena, eve]) assert.equal(await told(asker), null, 'figures are for managers')
  assert.deepEqual((await lena.must('GET', '/wellbeing')).notes, [])
  assert.equal((await w.anonymous.get('/wellbeing')).status, 401)

  // agreed overtime belongs to the hours
  const before = await after(4)
  const agreed = await manager.must('POST', '/overtime', { member: eve.member.id, first: date(4, 0), last: date(4, 4), day_min: 120 })
  assert.equal((await own()).weeks[0].counts.includes('overload'), false)
  assert.equal(await after(4), before) // which begin at nine all the same
  await manager.must('DELETE', `/overtime/${agreed.id}`)
  // quiet hours do not, nor a day off; clients a day have a limit
  const hours = await eve.must('POST', '/working_hours', { member: eve.member.id, week: Array.from({ length: 7 }, (_, n) => (n < 5 ? [[480, 1140]] : [])),
    quiet: Array(7).fill([[720, 780]]), clients_most: 1 })
  assert.equal(await after(4), 5 * 60)
  for (const weeks of [2, 3, 4]) for (const n of [0, 2]) await log(weeks, n, '17:00', '17:30', candle)
  assert.match((await note('clients')).why[0], /2 days with more clients than you aim for/)
  await eve.must('DELETE', `/working_hours/${hours.id}`)
  await eve.must('POST', '/time_off', { member: eve.member.id, first: date(1, 1), last: date(1, 1) })
  assert.equal(await after(1), 90 + 510)

  // put aside for a week; that it is there stays
  const hidden = await eve.must('POST', '/wellbeing/hide', { kind: 'overload' })
  assert.equal((await note('overload')).hidden_until, hidden.hidden_until)
  assert.equal((await note('after_hours')).hidden_until, null)
  assert.equal((await told()).weeks_over, 3)
  const wrong = await eve.post('/wellbeing/hide', { kind: 'weather' })
  assert.deepEqual([wrong.status, pointers(wrong)], [422, ['/kind']])
})
