// The plan in force: it follows the rows, says why, and tells nobody of work that is not theirs.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Asker, newProject, newWorkspace, openLive, pointers, run, sleep, startServer, store } from './lib.mjs'

let w, open, closed, member, other
before(async () => {
  w = await newWorkspace()
  open = await newProject(w.owner, 'Openly', 0)
  closed = await newProject(w.owner, 'Zebrafish', 0)
  member = await w.person('member', { clients: [open.client], name: 'Lena Member' })
  other = await w.person('member', { clients: [open.client, closed.client], name: 'Karl Other' })
})
after(() => w.close())

/** Asks until the answer is good: the plan follows within seconds. */
async function until(ask, good, what) {
  const end = Date.now() + 15000
  for (;;) {
    const answer = await ask()
    if (good(answer)) return answer
    if (Date.now() > end) assert.fail(`${what}: ${JSON.stringify(answer).slice(0, 2000)}`)
    await sleep(100)
  }
}
const task = (place, title, more = {}) => w.owner.must('POST', '/tasks', { list: place.list.id, title, ...more })
const planOf = async (asker, id) => (await asker.must('GET', `/plan/tasks?task=${id}`)).items[0]
const planned = (id, good = () => true, asker = w.owner) => until(() => planOf(asker, id), (row) => row && good(row), `plan of ${id}`)
const days = (n) => new Date(Date.now() + n * 86400000)
const week = `from=${days(-1).toISOString()}&until=${days(40).toISOString()}`
const blocksOf = async (asker, who = asker.member.id) => (await asker.must('GET', `/plan/blocks?member=${who}&${week}`)).items

test('a member learns nothing of work that is not theirs', async () => {
  const words = ['Zebrafish', 'Secretive']
  const ids = [closed.client.id, closed.project.id]
  const mine = [], foreign = []
  for (let i = 0; i < 3; i++) {
    foreign.push(await task(closed, `Secretive work ${i}`, { assignees: [other.member.id], estimate_min: 600, priority: 1, due: '2026-01-05' }))
    mine.push(await task(open, `Plain work ${i}`, { assignees: [other.member.id], estimate_min: 600 }))
  }
  mine.push(await task(open, 'Unassigned work', {}))
  // what waits for foreign work says so without its name
  await w.owner.must('POST', '/dependencies', { task: mine[0].id, predecessor: foreign[2].id })
  await w.owner.must('POST', '/blocks', { member: other.member.id, task: foreign[0].id, kind: 'task',
    start: new Date(Math.ceil(days(1) / 900000) * 900000).toISOString(), end: new Date(Math.ceil(days(1) / 900000) * 900000 + 3600000).toISOString() })
  ids.push(...foreign.map((row) => row.id))
  const seen = await planned(mine[0].id, (row) => row.finish)
  const before = await planned(foreign[2].id, (row) => row.finish)
  assert.ok(seen.start >= before.finish, 'it waits')

  const paths = ['/plan', '/plan/tasks', `/plan/blocks?member=${other.member.id}&${week}`, `/plan/blocks?member=${member.member.id},${other.member.id}&${week}`,
    ...mine.map((row) => `/plan/why?task=${row.id}`), '/plan/gaps', '/plan/index', '/today', `/today?date=${days(1).toISOString().slice(0, 10)}`,
    `/plan/tasks?client=${closed.client.id}`, `/plan/tasks?member=${other.member.id}`, '/plans', '/changes?since=0']
  for (const path of paths) {
    const reply = await member.get(path)
    assert.equal(reply.status, 200, `${path}: ${reply.text}`)
    const known = path.startsWith('/changes') ? foreign[2].id : '' // that a task waits for something is in its dependency: a bare id
    for (const word of [...words, ...ids.filter((id) => id !== known)])
      assert.ok(!reply.text.includes(word), `${path} tells of ${word}: ${reply.text.slice(Math.max(0, reply.text.indexOf(word) - 300), reply.text.indexOf(word) + 50)}`)
  }
  const bytes = await member.get('/plan/input')
  assert.equal(bytes.status, 200)
  const index = await member.must('GET', '/plan/index')
  assert.equal(index.hash, bytes.headers['plan-hash'])
  assert.deepEqual(index.clients.sort(), [open.client.id])
  assert.equal(index.tasks.filter((id) => mine.some((row) => row.id === id)).length, mine.length)
  const all = await w.owner.must('GET', '/plan/index')
  assert.ok(foreign.every((row) => all.tasks.includes(row.id)), 'who sees everything has everything')

  // the calendar of a colleague: what is theirs together in full, the rest is taken
  const blocks = (await member.must('GET', `/plan/blocks?member=${other.member.id}&${week}`)).items
  assert.ok(blocks.some((b) => b.kind === 'task' && mine.some((row) => row.id === b.task)))
  const busy = blocks.filter((b) => !b.source)
  assert.ok(busy.length > 0)
  assert.ok(busy.every((b) => Object.keys(b).sort().join() === 'end,kind,member,start' && b.kind === 'busy'))
  assert.equal((await member.get(`/plan/why?task=${foreign[0].id}`)).status, 404)
  const why = await member.must('GET', `/plan/why?task=${mine[0].id}`)
  assert.ok(why.reasons.length > 0 && why.reasons.every((r) => r.text))
  assert.ok(!why.earlier.some((e) => e.key === 'dependency'), 'nor offers to cut what it does not see')
  assert.deepEqual((await w.anonymous.get('/plan')).status, 401)
})

test('who sees own tasks only sees own tasks only', async () => {
  const free = await w.person('member', { clients: [open.client], own_tasks_only: true, name: 'Ada Free' })
  const theirs = await task(open, 'For Ada', { assignees: [free.member.id], estimate_min: 120 })
  const not = await task(open, 'Quietly for Lena', { assignees: [member.member.id], estimate_min: 120 })
  await planned(theirs.id)
  await planned(not.id)
  assert.deepEqual((await free.must('GET', '/plan/tasks')).items.map((row) => row.task), [theirs.id])
  for (const path of ['/plan', '/plan/tasks', `/plan/blocks?member=${member.member.id}&${week}`, '/plan/gaps', '/plan/index', '/today', `/plan/why?task=${theirs.id}`])
    assert.ok(!/Quietly/.test((await free.get(path)).text), path)
  assert.ok(!(await free.must('GET', '/plan/index')).tasks.includes(not.id))
  assert.deepEqual((await free.must('GET', `/plan/blocks?member=${member.member.id}&${week}`)).items, [])
})

test('the plan follows: dates, blocks and why, after a dependency, an estimate, a person who goes', async () => {
  const a = await task(open, 'Sketch', { assignees: [member.member.id], estimate_min: 240 })
  const zoe = await w.person('member', { clients: [open.client], name: 'Zoe Zealous' })
  const b = await task(open, 'Paint', { assignees: [zoe.member.id], estimate_min: 120 })
  await planned(a.id)
  await planned(b.id)
  const link = await w.owner.must('POST', '/dependencies', { task: b.id, predecessor: a.id })
  const before = await planned(a.id)
  const after = await planned(b.id, (row) => row.start >= before.finish)
  assert.equal(after.member, zoe.member.id)
  assert.ok(after.p50 <= after.p80 && after.p80 <= after.p95)
  const why = await until(() => w.owner.must('GET', `/plan/why?task=${b.id}`), (x) => x.reasons.some((r) => r.key === 'dependency'), 'why')
  const reason = why.reasons.find((r) => r.key === 'dependency')
  assert.match(reason.text, /Waits for “Sketch” \(Lena Member, until .+\)\./)
  assert.equal(reason.task, a.id)
  const french = await w.person('manager', { locale: 'fr' })
  assert.match((await french.must('GET', `/plan/why?task=${b.id}`)).reasons.find((r) => r.key === 'dependency').text, /^Attend «\u00a0Sketch\u00a0» \(Lena Member/)

  const blocks = (await blocksOf(w.owner, member.member.id)).filter((x) => x.task === a.id)
  assert.equal(blocks.reduce((sum, x) => sum + (Date.parse(x.end) - Date.parse(x.start)) / 60000 - x.setup_min, 0), 240)
  assert.ok(blocks.every((x) => x.source === 'plan' && x.state === 'proposed' && !x.block && x.why && x.now && x.terms.length))

  await w.owner.must('PATCH', `/tasks/${a.id}`, { estimate_min: 960 })
  await planned(a.id, (row) => row.finish > before.finish)
  await w.owner.must('DELETE', `/dependencies/${link.id}`)
  await planned(b.id, (row) => row.finish < after.finish || row.start < after.start)
  const done = (await w.owner.must('GET', `/statuses?filter=project:${open.project.id}`)).items.find((s) => s.category === 'done')
  await w.owner.must('PATCH', `/tasks/${a.id}`, { status: done.id })
  await until(() => planOf(w.owner, a.id), (row) => !row, 'what is done is not planned')
})

test('a block by hand stays where it is; letting it go gives it back to the plan', async () => {
  const row = await task(open, 'Fixed in time', { assignees: [member.member.id], estimate_min: 60 })
  await planned(row.id)
  const start = new Date(Math.ceil(days(9) / 86400000) * 86400000 + 10 * 3600000)
  while ([0, 6].includes(start.getUTCDay())) start.setTime(start.getTime() + 86400000)
  const end = new Date(start.getTime() + 3600000)
  const block = await w.owner.must('POST', '/blocks', { member: member.member.id, task: row.id, kind: 'task', start: start.toISOString(), end: end.toISOString() })
  await planned(row.id, (x) => Date.parse(x.finish) === end.getTime())
  const mine = (await blocksOf(member)).filter((x) => x.task === row.id)
  assert.deepEqual(mine.map((x) => [x.source, x.block, x.locked]), [['hand', block.id, true]])
  await w.owner.must('DELETE', `/blocks/${block.id}`)
  await planned(row.id, (x) => Date.parse(x.finish) < start.getTime())
  assert.deepEqual((await blocksOf(member)).filter((x) => x.task === row.id).map((x) => x.source), ['plan'])
})

test('the yes is said once, by oneself; proposals become blocks', async () => {
  const row = await task(open, 'To be accepted', { assignees: [member.member.id], estimate_min: 60, priority: 1 })
  await planned(row.id)
  const proposal = (await blocksOf(member)).find((x) => x.task === row.id)
  assert.equal(proposal.state, 'proposed')
  const { blocks } = await member.must('POST', '/plan/accept', { from: proposal.start, until: proposal.end })
  assert.equal(blocks.length, 1)
  await until(() => blocksOf(member), (all) => all.filter((x) => x.task === row.id).every((x) => x.source === 'hand'), 'the twin goes')
  assert.equal((await member.post('/plan/accept', { from: proposal.end, until: proposal.start })).status, 422)
  assert.equal((await member.must('GET', '/plan')).auto_plan, false)
  await member.must('POST', '/plan/accept', { auto_plan: true })
  assert.equal((await member.must('GET', '/plan')).auto_plan, true)
  assert.ok((await blocksOf(member)).filter((x) => x.source === 'plan').every((x) => x.state === 'planned'))
  const foreign = await member.post('/plan/accept', { from: proposal.start, until: days(30).toISOString(), member: other.member.id })
  assert.deepEqual([foreign.status, pointers(foreign)], [422, ['/member']], foreign.text)
})

test('who said yes keeps the next two days, unless something is put first or changed', async () => {
  const calm = await w.person('member', { clients: [open.client], name: 'Carl Calm' })
  const tasks = []
  for (let i = 0; i < 4; i++) tasks.push(await task(open, `Calm work ${i}`, { assignees: [calm.member.id], estimate_min: 300, priority: 3 }))
  await calm.must('POST', '/plan/accept', { auto_plan: true })
  await planned(tasks[3].id)
  const near = async () => (await blocksOf(calm)).filter((x) => Date.parse(x.start) < days(1.9).getTime()).map((x) => `${x.start} ${x.task}`)
  const later = async () => (await blocksOf(calm)).filter((x) => Date.parse(x.start) > days(2.1).getTime()).map((x) => `${x.start} ${x.task}`)
  await w.owner.must('POST', '/plan/replan', {})
  const before = await near()
  const first = (await blocksOf(calm))[0].task
  const urgent = await task(open, 'Urgent, but after what is agreed', { assignees: [calm.member.id], estimate_min: 120, priority: 1, due: days(3).toISOString().slice(0, 10) })
  await planned(urgent.id)
  assert.deepEqual(await near(), before)
  assert.ok(before.length === 0 || !before.some((x) => x.includes(urgent.id)))
  await w.owner.must('PATCH', `/tasks/${urgent.id}`, { pinned: true })
  await until(async () => (await blocksOf(calm))[0]?.task, (id) => id === urgent.id, 'put first')
  await w.owner.must('PATCH', `/tasks/${urgent.id}`, { pinned: false, priority: 4, due: null })
  await w.owner.must('PATCH', `/tasks/${first}`, { estimate_min: 15 })
  await until(async () => (await blocksOf(calm)).filter((x) => x.task === first), (all) => all.length === 1 && Date.parse(all[0].end) - Date.parse(all[0].start) <= 1800000, 'what was changed follows')
  assert.ok((await later()).length > 0)
  const { moved, nervousness } = await w.owner.must('GET', '/plan')
  assert.ok(moved >= 0 && nervousness >= 0 && nervousness <= 100)
})

test('what was not said is a gap; said, it is none', async () => {
  const row = await task(open, 'No word about it')
  await planned(row.id)
  const gaps = async () => (await w.owner.must('GET', '/plan/gaps')).items.filter((x) => x.id === row.id).map((x) => x.kind).sort()
  assert.deepEqual(await gaps(), ['assignee', 'estimate'])
  for (const who of [w.owner, member]) assert.equal((await who.must('GET', '/plan')).gaps, (await who.must('GET', '/plan/gaps')).total, 'counted alike')
  const why = await w.owner.must('GET', `/plan/why?task=${row.id}`)
  assert.equal(why.gaps.find((x) => x.kind === 'estimate').assumed, '2 h')
  await w.owner.must('PATCH', `/tasks/${row.id}`, { estimate_min: 30, assignees: [member.member.id] })
  await until(gaps, (x) => x.length === 0, 'gaps')
})

test('how long such work took moves the forecast, and says why; of other clients a factor is all that is told', async () => {
  const activity = await w.owner.must('POST', '/activities', { name: 'Etching' })
  const hugo = await w.person('member', { clients: [closed.client], name: 'Hugo History' })
  const faye = await w.person('member', { clients: [open.client], own_tasks_only: true, name: 'Faye Free' })
  const row = await task(open, 'Etch a plate', { assignees: [faye.member.id], activity: activity.id, estimate_min: 600 })
  const guess = await task(open, 'Etch, who knows how long', { assignees: [faye.member.id], activity: activity.id })
  const before = await planned(row.id, (x) => x.p80)
  const history = async (asker, id = row.id) => (await asker.must('GET', `/plan/why?task=${id}`)).reasons.find((r) => r.key === 'history')
  assert.equal(await history(w.owner), undefined)

  const done = (await w.owner.must('GET', `/statuses?filter=project:${closed.project.id}`)).items.find((s) => s.category === 'done')
  for (let i = 0; i < 13; i++)
    await task(closed, `Zebrafish plate ${i}`, { assignees: [hugo.member.id], activity: activity.id, estimate_min: 60, spent_min: 120, status: done.id })
  const after = await planned(row.id, (x) => x.p80 > before.p80)
  assert.ok(after.p50 >= before.p50)
  const said = await until(() => history(w.owner), (x) => x?.text.includes('13'), 'history')
  assert.match(said.text, /^Such work took 1\.\d+ × as long as estimated, say 13 tasks of the last year; the forecast counts with that\.$/)
  const french = await w.person('manager', { locale: 'fr' })
  assert.match((await history(french)).text, /^Ce type de travail a duré 1,\d+\u00a0× le temps estimé, d’après 13 tâches des douze derniers mois/)
  assert.equal(await history(w.owner, guess.id), undefined, 'nobody said how long')

  assert.match((await history(faye)).text, /^Such work took 1\.\d+ × as long as estimated in the last year; the forecast counts with that\.$/)
  for (const path of [`/plan/why?task=${row.id}`, '/plan/tasks', '/plan/index', '/plan/gaps', '/plan'])
    for (const word of ['Zebrafish', 'Hugo', '13 tasks', closed.client.id])
      assert.ok(!(await faye.get(path)).text.includes(word), `${path} tells of ${word}`)

  // how long Hugo's own work took is told to him and to managers; a colleague learns what it took everybody
  const his = await task(closed, 'Etch another', { assignees: [hugo.member.id], activity: activity.id, estimate_min: 600 })
  await planned(his.id, (x) => x.p80)
  const times = async (asker, id) => +(await history(asker, id)).text.match(/took (\d\.\d+) ×/)[1]
  assert.ok(await times(w.owner, his.id) > await times(w.owner, row.id))
  assert.equal(await times(hugo, his.id), await times(w.owner, his.id))
  assert.equal(await times(other, his.id), await times(w.owner, row.id))
})

test('small tasks are done as one block: planned in it one after the other, and logged each with its part', async () => {
  const anna = await w.person('member', { clients: [open.client], name: 'Anna Alike' })
  const small = []
  for (const estimate_min of [15, 30, 15]) small.push(await task(open, `Small ${estimate_min}`, { assignees: [anna.member.id], estimate_min }))
  const from = Math.ceil(days(3) / 900000) * 900000, at = (minutes) => new Date(from + minutes * 60000).toISOString()
  const block = await anna.must('POST', '/blocks', { kind: 'batch', title: 'Small things', tasks: small.map((x) => x.id), start: at(0), end: at(60) })
  assert.deepEqual(pointers(await anna.post('/blocks', { kind: 'busy', tasks: [small[0].id], start: at(0), end: at(60) })), ['/tasks'])
  for (const [i, minutes] of [0, 15, 45].entries()) await planned(small[i].id, (row) => Date.parse(row.start) === from + minutes * 60000)
  await planned(small[2].id, (row) => Date.parse(row.finish) === from + 3600000)
  const there = await blocksOf(anna)
  assert.deepEqual(there.filter((x) => x.source === 'plan'), [], 'nowhere else')
  assert.deepEqual(there.find((x) => x.block === block.id).tasks, small.map((x) => x.id))

  const done = new Date(Math.floor(days(-1) / 900000) * 900000).toISOString()
  const { items } = await anna.must('POST', '/blocks/log', { block: block.id, start: done, minutes: 60 })
  assert.deepEqual(items.map((x) => [x.task, x.minutes, x.block]), small.map((x, i) => [x.id, [15, 30, 15][i], block.id]))
  assert.deepEqual(items.map((x) => Date.parse(x.start) - Date.parse(done)), [0, 900000, 2700000])
  assert.equal((await anna.must('GET', `/blocks/${block.id}`)).state, 'done')

  // beside a large one a small one has its minute
  const uneven = []
  for (const estimate_min of [480, 5, 5]) uneven.push((await task(open, `Uneven ${estimate_min}`, { assignees: [anna.member.id], estimate_min })).id)
  const short = await anna.must('POST', '/blocks', { kind: 'batch', tasks: uneven, start: at(120), end: at(150) })
  const parts = (await anna.must('POST', '/blocks/log', { block: short.id, start: done, minutes: 30 })).items
  assert.deepEqual(parts.map((x) => [x.task, x.minutes]), uneven.map((id, i) => [id, [28, 1, 1][i]]))
})

test('a batch tells of no task and no client that the reader does not see', async () => {
  const ines = await w.person('member', { clients: [open.client, closed.client], own_tasks_only: true, name: 'Ines Outside' })
  const rows = []
  for (const place of [open, closed]) rows.push(await task(place, `Part of ${place.client.name}`, { assignees: [ines.member.id], estimate_min: 30 }))
  const start = Math.ceil(days(4) / 900000) * 900000, at = (minutes) => new Date(start + minutes * 60000).toISOString()
  const make = (more, i) => w.owner.must('POST', '/blocks', { kind: 'batch', member: ines.member.id, title: 'Zebrafish odds', start: at(60 * i), end: at(60 * i + 60), ...more })
  const both = await make({ tasks: rows.map((row) => row.id) }, 0)
  const none = await make({ client: closed.client.id, project: closed.project.id }, 1)
  const face = async (asker, block) => {
    const { title, client, tasks } = (await blocksOf(asker, ines.member.id)).find((x) => x.block === block.id)
    return [title, client, tasks]
  }
  const whole = ['Zebrafish odds', null, rows.map((row) => row.id)]
  assert.deepEqual(await face(ines, both), whole)
  await w.owner.must('PATCH', `/tasks/${rows[1].id}`, { assignees: [] })
  assert.deepEqual(await face(ines, both), [null, null, [rows[0].id]])
  assert.deepEqual(await face(ines, none), [null, null, []])
  assert.deepEqual(await face(w.owner, both), whole)
  assert.deepEqual(await face(w.owner, none), ['Zebrafish odds', closed.client.id, []])
})

test('what would make it earlier is planned, and comes true', async () => {
  const busy = await w.person('member', { clients: [open.client], name: 'Bea Busy' })
  const place = await newProject(w.owner, 'Alone', 0)
  await w.owner.must('POST', '/access', { member: busy.member.id, client: place.client.id })
  for (let i = 0; i < 4; i++) await task(place, `Before ${i}`, { assignees: [busy.member.id], estimate_min: 900, priority: 1, due: days(2).toISOString().slice(0, 10) })
  const last = await task(place, 'At the end', { assignees: [busy.member.id], estimate_min: 60, priority: 4 })
  const before = await planned(last.id, (x) => Date.parse(x.finish) > days(4).getTime())
  const why = await until(() => w.owner.must('GET', `/plan/why?task=${last.id}`), (x) => x.earlier.length > 0, 'earlier')
  const pin = why.earlier.find((x) => x.key === 'pin')
  assert.ok(pin.gain_days > 1 && /day/.test(pin.text))
  await w.owner.must('POST', '/plan/keep', { changes: pin.changes })
  const after = await planned(last.id, (x) => x.finish < before.finish)
  const gained = (Date.parse(before.finish) - Date.parse(after.finish)) / 86400000
  assert.ok(Math.abs(gained - pin.gain_days) < 1.1, `${gained} days, ${pin.gain_days} were said`)

  // so far ahead the order decides, and the one in force does not hold what is put first
  const later = { assignees: [busy.member.id], start: days(60).toISOString().slice(0, 10) }
  for (let i = 0; i < 4; i++) await task(place, `Later ${i}`, { ...later, estimate_min: 900, priority: 1, due: days(62).toISOString().slice(0, 10) })
  const far = await task(place, 'After all these', { ...later, estimate_min: 60, priority: 4 })
  const there = await planned(far.id, (x) => Date.parse(x.finish) > days(64).getTime())
  const said = await until(async () => (await w.owner.must('GET', `/plan/why?task=${far.id}`)).earlier.find((x) => x.key === 'pin'), Boolean, 'pin')
  await w.owner.must('POST', '/plan/keep', { changes: said.changes })
  const first = await planned(far.id, (x) => x.finish < there.finish)
  assert.equal(Math.floor((Date.parse(there.finish) - Date.parse(first.finish)) / 8640000) / 10, said.gain_days)
})

test('impossible plans are results: a cycle that was imported, nobody with the skill, no time', async () => {
  const skill = await w.owner.must('POST', '/skills', { name: 'Glassblowing' })
  const row = await task(open, 'Blow glass', { skills: [skill.id], estimate_min: 60 })
  const plan = await until(() => w.owner.must('GET', '/plan'), (x) => x.findings.some((f) => f.key === 'nobody' && f.id === row.id), 'finding')
  assert.match(plan.findings.find((f) => f.id === row.id).text, /Nobody has the skills that “Blow glass” needs/)
  assert.equal((await planned(row.id)).finish, null)
  assert.match((await w.owner.must('GET', `/plan/why?task=${row.id}`)).reasons[0].text, /no (place|room)/)
  assert.ok(!JSON.stringify((await other.must('GET', '/plan')).findings).includes('undefined'))
})

test('open screens hear of a new plan, and only of that', async () => {
  const stream = await openLive(member)
  await stream.next()
  const row = await task(closed, 'Secretive signal', { assignees: [other.member.id], estimate_min: 300 })
  const message = await stream.next((m) => m.resource === 'plan')
  assert.equal(message.verb, 'update')
  assert.ok(!JSON.stringify(stream.messages ?? []).includes(row.id))
  stream.close()
})

test('today: blocks, what comes next, capacity', async () => {
  const date = days(1).toISOString().slice(0, 10)
  const today = await other.must('GET', `/today?date=${date}`)
  assert.equal(today.date, date)
  assert.ok(today.blocks.every((x) => x.member === other.member.id))
  for (const key of ['capacity_min', 'planned_min', 'done_min', 'logged_min', 'approvals']) assert.equal(typeof today[key], 'number', key)
  assert.equal(today.timer, null)
  assert.ok(Array.isArray(today.next) && today.next.length > 0 && today.next[0].title)
  assert.equal((await other.get('/today?date=tomorrow')).status, 422)
})

test('planning now; the command line says what came out', async () => {
  const plan = await w.owner.must('POST', '/plan/replan', {})
  assert.ok(plan.hash && plan.made)
  const out = await run(w.place, ['plan', '--json'])
  assert.equal(out.status, 0, out.stderr)
  const report = JSON.parse(out.stdout)
  assert.ok(report.tasks > 10 && report.people > 3 && report.blocks > 5)
  const again = JSON.parse((await run(w.place, ['plan', '--json'])).stdout)
  assert.equal(again.written, 0, 'nothing changed, nothing is written')
})

test('of several servers one plans; another goes on when it is gone', { skip: store === 'sqlite' && 'one server for SQLite' }, async () => {
  const two = await newWorkspace()
  const place = await newProject(two.owner, 'Both', 0)
  const other = await startServer(two.place)
  const there = new Asker(other.url, { cookie: two.owner.cookie, csrf: two.owner.csrf })
  const add = (title) => there.must('POST', '/tasks', { list: place.list.id, title, estimate_min: 60 })
  const first = await add('While there are two')
  await planned(first.id, (row) => row.finish, there)
  await two.server.stop()
  const second = await add('While there is one')
  await planned(second.id, (row) => row.finish, there)
  there.close()
  await other.stop()
  await two.close()
})
