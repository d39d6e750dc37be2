// Time as people use it: hours, holidays, calendars by hand, the timer, entries, the timesheet and its states.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mkdtempSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Asker, newId, newPlace, newWorkspace, password, run, sleep, startServer } from './lib.mjs'

let w, client, house, project, task, manager, member, other
const monday = (back = 0) => {
  const d = new Date(Date.now() - back * 7 * 86400000)
  d.setUTCDate(d.getUTCDate() - ((d.getUTCDay() + 6) % 7))
  return d.toISOString().slice(0, 10)
}
const day = (from, n) => new Date(Date.parse(from) + n * 86400000).toISOString().slice(0, 10)
const at = (date, clock) => `${date}T${clock}:00Z`
const errors = (reply) => Object.fromEntries((reply.body.errors ?? []).map((e) => [e.pointer, e.message]))

before(async () => {
  w = await newWorkspace()
  client = await w.owner.must('POST', '/clients', { name: 'Atelier Nord' })
  house = (await w.owner.must('GET', '/clients?filter=kind:internal')).items[0]
  project = await w.owner.must('POST', '/projects', { client: client.id, name: 'Site' })
  task = await w.owner.must('POST', '/tasks', { project: project.id, title: 'Home page', spent_min: 30 })
  manager = await w.person('manager', { name: 'Max' })
  member = await w.person('member', { clients: [client], name: 'Mia' })
  other = await w.person('member', { clients: [client], name: 'Otto', locale: 'fr' })
})
after(() => w.close())

test('working hours: one’s own, those of everybody by a manager', async () => {
  const week = [[[540, 720]], [[540, 720]], [], [], [], [], []]
  const own = await member.must('POST', '/working_hours', { member: member.member.id, week, since: monday() })
  assert.equal(own.load_percent, 85)
  assert.equal(own.block_preferred_min, 90)
  assert.equal((await other.patch(`/working_hours/${own.id}`, { load_percent: 50 })).status, 403)
  assert.equal((await member.post('/working_hours', { week })).status, 403, 'for everybody')
  assert.equal((await manager.patch(`/working_hours/${own.id}`, { load_percent: 70 })).status, 200)
  assert.deepEqual((await other.must('GET', `/working_hours/${own.id}`)).week, week, 'everybody plans with them')
  for (const [language, said] of [['en', /quarter hours/], ['fr', /quarts d’heure/]]) {
    await member.must('PATCH', `/members/${member.member.id}`, { locale: language })
    const bad = await member.patch(`/working_hours/${own.id}`, { week: [[[540, 721]], [], [], [], [], [], []] })
    assert.equal(bad.status, 422)
    assert.match(errors(bad)['/week/0'], said)
  }
  await member.must('PATCH', `/members/${member.member.id}`, { locale: 'en' })
  const order = await member.patch(`/working_hours/${own.id}`, { block_least_min: 120, block_most_min: 100 })
  assert.deepEqual(Object.keys(errors(order)).sort(), ['/block_most_min', '/block_preferred_min'])
})

test('public holidays by rule, none twice', async () => {
  assert.equal((await member.post('/holidays/add', { country: 'FR', year: 2027 })).status, 403)
  const added = await manager.must('POST', '/holidays/add', { country: 'FR', year: 2027 })
  assert.equal(added.added, 11)
  assert.ok(added.items.some((h) => h.date === '2027-05-06' && h.name === 'Ascension Day' && h.country === 'FR'))
  assert.equal((await manager.must('POST', '/holidays/add', { country: 'FR', year: 2027 })).added, 0)
  assert.equal((await manager.post('/holidays/add', { country: 'XX', year: 2027 })).status, 422)
  assert.equal((await manager.post('/holidays/add', { country: 'FR' })).status, 422)
})

test('time off is its person’s and the managers’', async () => {
  const off = await member.must('POST', '/time_off', { first: '2027-01-04', last: '2027-01-08', kind: 'sick', note: 'Flu' })
  assert.equal(off.member, member.member.id)
  assert.equal((await other.get(`/time_off/${off.id}`)).status, 404)
  assert.equal((await manager.get(`/time_off/${off.id}`)).status, 200)
  assert.equal((await other.must('GET', '/time_off')).items.length, 0)
  assert.equal(errors(await other.post('/time_off', { member: member.member.id, first: '2027-01-04' }))['/member'], 'Vous ne pouvez le faire que pour vous\u00a0; un responsable peut le faire pour d’autres.')
  const one = await manager.must('POST', '/time_off', { member: other.member.id, first: '2027-01-05', part: 'morning' })
  assert.equal(one.last, '2027-01-05', 'one day')
  assert.equal(errors(await member.patch(`/time_off/${off.id}`, { last: '2027-01-01' }))['/last'], 'The end cannot be before the start.')
  assert.equal((await member.patch(`/time_off/${off.id}`, { last: '2030-01-01' })).status, 422)
  assert.equal((await other.post('/overtime', { first: '2027-02-01', day_min: 50 })).status, 422)
  assert.equal((await other.post('/overtime', { first: '2027-02-01', day_min: 60 })).status, 201)
})

test('blocks by hand: quarter hours, with the client of their task', async () => {
  const start = at(monday(), '08:00')
  const block = await member.must('POST', '/blocks', { task: task.id, start, end: at(monday(), '09:30') })
  assert.equal(block.client, client.id)
  assert.equal(block.project, project.id)
  assert.equal(block.locked, true)
  assert.equal((await other.get(`/blocks/${block.id}`)).status, 404)
  const reply = await member.post('/blocks', { kind: 'task', start: at(monday(), '08:10'), end: at(monday(), '09:30') })
  assert.deepEqual(Object.keys(errors(reply)).sort(), ['/start', '/task'])
  assert.equal((await member.post('/blocks', { kind: 'busy', start, end: start })).status, 422)
  assert.equal((await member.post('/blocks', { kind: 'busy', start, end: at(day(monday(), 2), '08:00') })).status, 422)
  const moved = await w.owner.must('POST', '/projects', { client: house.id, name: 'Inside' })
  const t = await w.owner.must('POST', '/tasks', { project: project.id, title: 'Moves' })
  const b = await member.must('POST', '/blocks', { task: t.id, start, end: at(monday(), '08:15') })
  await w.owner.must('POST', `/tasks/${t.id}/move`, { project: moved.id, confirm: true })
  assert.equal((await manager.must('GET', `/blocks/${b.id}`)).client, house.id, 'follows its task')
  await w.owner.must('DELETE', `/tasks/${t.id}`)
  assert.equal((await manager.get(`/blocks/${b.id}`)).status, 404, 'goes with its task')
})

test('routines', async () => {
  const row = await member.must('POST', '/routines', { name: 'Stand-up', days: [1, 3, 5], from_min: 540, to_min: 555 })
  assert.equal(row.active, true)
  assert.equal((await member.patch(`/routines/${row.id}`, { month_week: 'last' })).body.month_week, 'last')
  assert.equal((await member.patch(`/routines/${row.id}`, { month_week: null })).body.month_week, null)
  for (const bad of [{ month_week: 'fifth' }, { days: [] }, { days: [3, 1] }, { days: [8] }, { to_min: 540 }, { from_min: 541 }])
    assert.equal((await member.patch(`/routines/${row.id}`, bad)).status, 422, JSON.stringify(bad))
})

test('one timer a person', async () => {
  assert.deepEqual(await member.must('GET', '/timer'), { entry: null, idle: false })
  assert.equal((await member.post('/timer/stop')).status, 409)
  assert.equal(errors(await member.post('/timer/start', {}))['/client'], 'This is needed.')
  const first = await member.must('POST', '/timer/start', { task: task.id, note: 'Layout' })
  assert.equal(first.minutes, null)
  assert.equal(first.client, client.id)
  assert.equal((await member.post('/entries', { client: client.id, start: new Date().toISOString() })).status, 422, 'a second by hand')
  await sleep(1100)
  const second = await member.must('POST', '/timer/start', { client: client.id })
  const stopped = await member.must('GET', `/entries/${first.id}`)
  assert.ok(stopped.end && stopped.minutes === 1)
  assert.equal((await member.must('GET', '/timer')).entry.id, second.id)
  assert.equal((await other.must('GET', '/timer')).entry, null)
  assert.equal((await w.owner.must('GET', `/tasks/${task.id}`)).spent_min, 31)
  assert.equal((await member.post('/timer/stop', { end: '2020-01-01T00:00:00Z' })).status, 422)
  await sleep(1100)
  await member.must('POST', '/timer/stop')
  assert.equal((await member.must('GET', '/timer')).entry, null)
})

test('what was started and logged without a connection stands as it was done', async () => {
  const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z')
  const [first, second, third] = [newId(), newId(), newId()]
  const early = await other.must('POST', '/timer/start', { id: first, task: task.id, start: ago(40) })
  assert.equal(early.id, first)
  const late = await other.must('POST', '/timer/start', { id: second, client: client.id, start: ago(10) })
  const stopped = await other.must('GET', `/entries/${first}`)
  assert.equal(stopped.end, late.start, 'where the next began')
  assert.equal(stopped.minutes, 30)
  assert.equal(errors(await other.post('/timer/start', { task: task.id, start: ago(-30) }))['/start'] !== undefined, true, 'not in the future')
  assert.equal(errors(await other.post('/timer/start', { task: task.id, start: 'soon' }))['/start'] !== undefined, true)
  assert.equal((await other.must('GET', '/timer')).entry.id, second, 'what was refused stopped nothing')
  await other.must('POST', '/timer/stop')
  const logged = await other.must('POST', '/blocks/log', { id: third, task: task.id, start: ago(120), end: ago(60) })
  assert.equal(logged.id, third)
  for (const id of [first, second, third]) await other.must('DELETE', `/entries/${id}`)
})

test('entries: by the clock or by minutes; what a task says was spent follows', async () => {
  const t = await w.owner.must('POST', '/tasks', { project: project.id, title: 'Counts', spent_min: 60 })
  const spent = async () => (await w.owner.must('GET', `/tasks/${t.id}`)).spent_min
  const date = monday(1)
  const a = await member.must('POST', '/entries', { task: t.id, start: at(date, '09:00'), end: at(date, '10:30') })
  assert.equal(a.minutes, 90)
  assert.equal(a.date, date)
  assert.equal(await spent(), 150)
  const b = await member.must('POST', '/entries', { task: t.id, date, minutes: 20 })
  assert.equal(await spent(), 170)
  assert.equal((await member.must('PATCH', `/entries/${a.id}`, { minutes: 30 })).end, at(date, '09:30'))
  assert.equal(await spent(), 110)
  const moved = await member.must('PATCH', `/entries/${a.id}`, { date: day(date, 1) })
  assert.equal(moved.start, at(day(date, 1), '09:00'))
  await w.owner.must('PATCH', `/tasks/${t.id}`, { spent_min: 200 })
  const change = (await member.patch(`/entries/${b.id}`, { minutes: 40 })).headers['change-id']
  assert.equal(await spent(), 220)
  await member.must('POST', `/changes/${change}/undo`)
  assert.equal(await spent(), 200)
  await member.must('DELETE', `/entries/${b.id}`)
  assert.equal(await spent(), 180)
  await member.must('POST', `/entries/${b.id}/restore`)
  assert.equal(await spent(), 200)
  await w.owner.must('DELETE', `/tasks/${t.id}`)
  await member.must('PATCH', `/entries/${b.id}`, { minutes: 50 })
  await w.owner.must('POST', `/tasks/${t.id}/restore`)
  assert.equal(await spent(), 230, 'also what changed while it was in the trash')
  await member.must('PATCH', `/entries/${b.id}`, { minutes: 20 })
  await member.must('PATCH', `/entries/${b.id}`, { task: task.id })
  assert.equal(await spent(), 180)
  assert.equal((await other.get(`/entries/${a.id}`)).status, 404)
  assert.equal((await member.must('POST', '/entries', { client: client.id, date, minutes: 10 })).billable, true)
  assert.equal((await w.owner.must('POST', '/entries', { client: house.id, date, minutes: 10 })).billable, false)
  for (const [body, pointer] of [
    [{ task: t.id, date }, '/minutes'], [{ task: t.id, minutes: 10 }, '/date'], [{ date, minutes: 10 }, '/client'],
    [{ task: t.id, end: at(date, '10:00'), date, minutes: 5 }, '/start'], [{ task: t.id, start: at(date, '10:00'), end: at(date, '09:00') }, '/end'],
    [{ task: t.id, start: at(date, '10:00'), end: at(day(date, 2), '09:00') }, '/end'], [{ task: t.id, date, minutes: 1441 }, '/minutes'],
    [{ task: t.id, date: day(monday(), 14), minutes: 5 }, '/date'],
  ]) {
    const reply = await member.post('/entries', body)
    assert.equal(reply.status, 422, JSON.stringify(body))
    assert.ok(errors(reply)[pointer], `${JSON.stringify(body)} ${reply.text}`)
  }
})

test('a block becomes an entry and is done', async () => {
  const date = monday(1)
  const block = await member.must('POST', '/blocks', { task: task.id, start: at(date, '13:00'), end: at(date, '14:00') })
  const entry = await member.must('POST', '/blocks/log', { block: block.id })
  assert.equal(entry.minutes, 60)
  assert.equal(entry.task, task.id)
  assert.equal((await member.must('GET', `/blocks/${block.id}`)).state, 'done')
  const shorter = await member.must('POST', '/blocks/log', { task: task.id, start: at(date, '15:00'), minutes: 45 })
  assert.equal(shorter.end, at(date, '15:45'))
  assert.equal((await other.post('/blocks/log', { block: block.id })).status, 422, 'not theirs')
  assert.equal((await member.post('/blocks/log', { task: task.id })).status, 422)
})

test('the week: a grid, handed in, locked, sent back, approved', async () => {
  const week = monday(1)
  const sheet = await member.must('GET', `/timesheet?week=${day(week, 3)}`)
  assert.equal(sheet.week, week)
  assert.equal(sheet.state, 'open')
  assert.deepEqual(sheet.allowed, ['submit'])
  assert.equal(sheet.totals.reduce((a, b) => a + b), sheet.rows.flatMap((row) => row.min).reduce((a, b) => a + b))
  assert.equal(sheet.totals[0], 10 + 20 + 60 + 45)
  assert.equal(sheet.rows.find((row) => row.task === task.id).title, 'Home page')
  assert.equal(sheet.capacity[0], 450, 'the usual week: hers begin this Monday')
  assert.deepEqual((await member.must('GET', `/timesheet?week=${monday()}`)).capacity, [180, 180, 0, 0, 0, 0, 0])
  assert.deepEqual(sheet.overlaps, [])
  const twice = await member.must('POST', '/entries', { client: client.id, start: at(week, '13:30'), end: at(week, '13:45') })
  assert.equal((await member.must('GET', `/timesheet?week=${week}`)).overlaps[0].b, twice.id)
  assert.equal((await other.get(`/timesheet?member=${member.member.id}`)).status, 404)
  assert.deepEqual((await manager.must('GET', `/timesheet?week=${week}&member=${member.member.id}`)).allowed, [])
  assert.equal((await member.get('/timesheet?week=tomorrow')).status, 400)

  const handed = await member.must('POST', '/timesheets/submit', { week })
  assert.equal(handed.state, 'submitted')
  assert.equal((await member.post('/timesheets/submit', { week })).status, 409)
  const locked = await member.patch(`/entries/${twice.id}`, { note: 'Later' })
  assert.equal(locked.status, 422)
  assert.match(locked.body.detail ?? locked.body.title, /submitted/)
  assert.equal((await member.delete(`/entries/${twice.id}`)).status, 422)
  assert.equal((await member.post('/entries', { client: client.id, date: week, minutes: 5 })).status, 422)
  assert.equal((await manager.post('/entries', { client: client.id, date: week, minutes: 5 })).status, 201, 'a week of another')
  const elsewhere = await member.must('POST', '/entries', { client: client.id, date: monday(2), minutes: 5 })
  assert.equal((await member.patch(`/entries/${elsewhere.id}`, { date: week })).status, 422)

  const waiting = await manager.must('GET', '/timesheets/waiting')
  assert.equal(waiting.items[0].timesheet.id, handed.id)
  assert.equal(waiting.items[0].minutes, sheet.totals.reduce((a, b) => a + b) + 15)
  assert.equal((await member.get('/timesheets/waiting')).status, 403)
  assert.equal((await member.post(`/timesheets/${handed.id}/approve`)).status, 403)
  assert.equal((await other.post(`/timesheets/${handed.id}/reopen`)).status, 404)
  assert.equal((await manager.post(`/timesheets/${handed.id}/reject`, {})).status, 422, 'needs a reason')
  const back = await manager.must('POST', `/timesheets/${handed.id}/reject`, { note: 'Lunch is missing' })
  assert.equal(back.state, 'rejected')
  assert.equal(back.decided_by, manager.member.id)
  assert.equal((await member.must('GET', `/timesheet?week=${week}`)).note, 'Lunch is missing')
  await member.must('PATCH', `/entries/${twice.id}`, { minutes: 10 })
  await member.must('POST', '/timesheets/submit', { week })
  await member.must('POST', `/timesheets/${handed.id}/reopen`)
  await member.must('POST', '/timesheets/submit', { week })
  const approved = await manager.must('POST', `/timesheets/${handed.id}/approve`)
  assert.equal(approved.state, 'approved')
  assert.equal((await member.post(`/timesheets/${handed.id}/reopen`)).status, 409)
  assert.equal((await member.patch(`/entries/${twice.id}`, { minutes: 5 })).status, 422)
  await w.owner.must('PATCH', `/tasks/${task.id}`, { title: 'Home page, new' })
  await manager.must('POST', `/timesheets/${handed.id}/reopen`)
  assert.equal((await member.patch(`/entries/${twice.id}`, { minutes: 5 })).status, 200)
})

test('nobody approves their own week, but an owner', async () => {
  const week = monday(1)
  const own = await manager.must('POST', '/timesheets/submit', { week })
  assert.equal((await manager.post(`/timesheets/${own.id}/approve`)).status, 409)
  assert.equal((await manager.must('GET', '/timesheets/waiting')).items.length, 0)
  assert.equal((await w.owner.must('GET', '/timesheets/waiting')).items.length, 1)
  await w.owner.must('POST', `/timesheets/${own.id}/approve`)
  const boss = await w.owner.must('POST', '/timesheets/submit', { week })
  assert.equal((await w.owner.must('POST', `/timesheets/${boss.id}/approve`)).state, 'approved')
  assert.equal((await w.owner.post('/timesheets/submit', { week: day(monday(), 7) })).status, 422, 'not before it began')
})

test('what was worked stays when somebody goes', async () => {
  const gone = await w.person('member', { clients: [client], name: 'Gone' })
  const date = monday(1)
  const entry = await gone.must('POST', '/entries', { task: task.id, date, minutes: 25 })
  const off = await gone.must('POST', '/time_off', { first: '2027-03-01' })
  const sheet = await gone.must('POST', '/timesheets/submit', { week: date })
  await manager.must('POST', `/timesheets/${sheet.id}/approve`)
  const spent = (await w.owner.must('GET', `/tasks/${task.id}`)).spent_min
  await w.owner.must('DELETE', `/members/${gone.member.id}`)
  assert.equal((await manager.must('GET', `/entries/${entry.id}`)).minutes, 25)
  assert.equal((await manager.must('GET', `/timesheets/${sheet.id}`)).state, 'approved')
  assert.equal((await manager.get(`/time_off/${off.id}`)).status, 404)
  assert.equal((await w.owner.must('GET', `/tasks/${task.id}`)).spent_min, spent)
})

test('entries as a table, in both languages', async () => {
  const date = monday(2)
  await other.must('POST', '/entries', { task: task.id, start: at(date, '09:00'), end: at(date, '10:15'), note: '=SUM(1)' })
  const french = await other.get(`/entries.csv?from=${date}&until=${date}`)
  assert.equal(french.headers['content-type'], 'text/csv; charset=utf-8')
  const [head, line] = french.text.replace('﻿', '').split('\r\n')
  assert.equal(head, 'Date,Début,Fin,Minutes,Heures,Personne,Client,Projet,Tâche,Activité,Facturable,Note,Feuille de temps')
  assert.match(line, new RegExp(`^${date},\\d\\d:00,\\d\\d:15,75,1.25,Otto,Atelier Nord,Site,"?Home page, new"?,,oui,'=SUM\\(1\\),ouverte$`))
  const all = await manager.get(`/entries.csv?from=${date}&until=${day(date, 13)}`)
  assert.match(all.text, /Billable/)
  assert.ok(all.text.includes('Mia') && all.text.includes('Otto'))
  assert.ok(!(await other.get(`/entries.csv?from=${date}&until=${day(date, 13)}`)).text.includes('Mia'), 'one’s own only')
  assert.ok(!(await manager.get(`/entries.csv?from=${date}&until=${day(date, 13)}&member=${member.member.id}`)).text.includes('Otto'))
  assert.equal((await manager.get('/entries.csv?from=x')).status, 400)
})

// ---- calendars outside ----

const ics = (events) => `BEGIN:VCALENDAR\r\n${events.map(([start, end]) => `BEGIN:VEVENT\r\nUID:${start}\r\nDTSTART:${start}\r\nDTEND:${end}\r\nSUMMARY:Secret dinner\r\nEND:VEVENT\r\n`).join('')}END:VCALENDAR\r\n`
const stamp = (date, clock) => `${date.replaceAll('-', '')}T${clock.replace(':', '')}00Z`

function calendarServer() {
  const served = { body: '', status: 200, hits: 0 }
  const server = http.createServer((request, response) => {
    served.hits++
    if (request.url.startsWith('/away')) return response.writeHead(302, { location: served.away }).end()
    response.writeHead(served.status, { 'content-type': 'text/calendar' }).end(served.body)
  })
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(Object.assign(served, { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }))))
}

test('a calendar outside: only its busy times are kept, its address never shown', async () => {
  const served = await calendarServer()
  const z = await newWorkspace(['--allow-private-calendars'])
  try {
    const row = await z.owner.must('POST', '/outside_calendars', { name: 'Private', url: `${served.url}/secret-7f3a.ics` })
    assert.equal(row.host, '127.0.0.1')
    assert.ok(!('url' in row))
    const tomorrow = day(monday(), 7)
    served.body = ics([[stamp(tomorrow, '08:00'), stamp(tomorrow, '09:30')]])
    const fetched = await z.owner.must('POST', `/outside_calendars/${row.id}/fetch`)
    assert.equal(fetched.problem, null)
    assert.ok(fetched.fetched && fetched.changed)
    const again = await z.owner.must('POST', `/outside_calendars/${row.id}/fetch`)
    assert.equal(again.version, fetched.version, 'nothing new is no change')
    served.body = 'Sign in, please'
    assert.equal((await z.owner.must('POST', `/outside_calendars/${row.id}/fetch`)).problem, 'not_calendar')
    served.status = 404
    assert.equal((await z.owner.must('POST', `/outside_calendars/${row.id}/fetch`)).problem, 'refused')
    served.status = 200
    served.body = ics([[stamp(tomorrow, '10:00'), stamp(tomorrow, '11:00')]])
    const good = await z.owner.must('POST', `/outside_calendars/${row.id}/fetch`)
    assert.equal(good.problem, null)
    assert.ok(good.changed > fetched.changed)
    const all = (await z.owner.get('/changes?since=0')).text + (await z.owner.get('/outside_calendars')).text + (await z.owner.get(`/outside_calendars/${row.id}/history`)).text
    for (const word of ['secret-7f3a', 'Secret dinner']) assert.ok(!all.includes(word), word)
    const boss = await z.person('admin')
    assert.equal((await boss.get(`/outside_calendars/${row.id}`)).status, 404)
    assert.equal((await boss.post(`/outside_calendars/${row.id}/fetch`)).status, 404)
    for (const url of ['file:///etc/passwd', 'https://a:b@example.org/', 'nonsense', ''])
      assert.ok(errors(await z.owner.post('/outside_calendars', { name: 'Wrong', url }))['/url'], url)
    for (let i = 1; i < 10; i++) await z.owner.must('POST', '/outside_calendars', { name: `Number ${i}`, url: `${served.url}/${i}` })
    assert.equal((await z.owner.post('/outside_calendars', { name: 'Eleventh', url: served.url })).status, 409)
    await z.owner.must('DELETE', `/outside_calendars/${row.id}`)
    await z.owner.must('POST', '/outside_calendars', { name: 'In its place', url: served.url })
    assert.equal((await z.owner.post(`/outside_calendars/${row.id}/restore`)).status, 409, 'nor out of the trash')
  } finally {
    await z.close()
    served.close()
  }
})

test('calendars outside are read by the clock, from the start of the server on', async () => {
  const served = await calendarServer()
  const z = await newWorkspace(['--allow-private-calendars'])
  served.body = ics([[stamp(day(monday(), 8), '08:00'), stamp(day(monday(), 8), '09:30')]])
  const row = await z.owner.must('POST', '/outside_calendars', { name: 'By itself', url: served.url })
  const off = await z.owner.must('POST', '/outside_calendars', { name: 'Not now', url: `${served.url}/off` })
  await z.owner.must('PATCH', `/outside_calendars/${off.id}`, { active: false })
  await z.server.stop()
  const server = await startServer(z.place, ['--allow-private-calendars'])
  const asker = new Asker(server.url, { cookie: z.owner.cookie, csrf: z.owner.csrf })
  let now
  for (let i = 0; i < 100 && !now?.fetched; i++) {
    await sleep(100)
    now = await asker.must('GET', `/outside_calendars/${row.id}`)
  }
  assert.ok(now.fetched && now.changed && now.problem === null, JSON.stringify(now))
  assert.equal((await asker.must('GET', `/outside_calendars/${off.id}`)).fetched, null)
  assert.equal(served.hits, 1)
  asker.close()
  await server.stop()
  await z.close()
  served.close()
})

test('an address in our own network is refused, also behind a name', async () => {
  const served = await calendarServer()
  served.body = ics([])
  for (const url of [served.url, served.url.replace('127.0.0.1', 'localhost'), served.url.replace('127.0.0.1', '0x7f.1'), served.url.replace('127.0.0.1', '[::ffff:127.0.0.1]')]) {
    const row = await member.must('POST', '/outside_calendars', { name: 'Inside', url })
    assert.equal((await member.must('POST', `/outside_calendars/${row.id}/fetch`)).problem, 'unreachable', url)
    await member.must('DELETE', `/outside_calendars/${row.id}`)
  }
  assert.equal(served.hits, 0)
  served.close()
})

test('a day is kept as it was planned, and held against what was done', async () => {
  const ida = await w.person('member', { clients: [client], name: 'Ida' })
  const today = (await ida.must('GET', '/today')).date
  const make = (title) => w.owner.must('POST', '/tasks', { project: project.id, title, estimate_min: 60 })
  const [done, partly, never, extra] = [await make('Logged whole'), await make('Logged in part'), await make('Left'), await make('Came in between')]
  const block = (task, clock, end, more) => ({ method: 'POST', path: '/api/v1/blocks', body: { member: ida.member.id, task: task?.id, start: at(today, clock), end: at(today, end), ...more } })
  const { results: made } = await ida.must('POST', '/batch', {
    operations: [
      block(never, '11:00', '12:00'), block(done, '08:00', '09:00'), block(partly, '09:00', '10:30'), block(done, '12:00', '12:30'),
      block(null, '13:00', '13:30', { kind: 'check_in', client: client.id, title: 'Call about colours' }),
    ],
  })
  assert.ok(made.every((r) => r.status === 201), JSON.stringify(made))
  await ida.must('POST', '/plan/replan')
  await ida.must('POST', '/plan/replan')
  // what changes afterwards is not in it
  const later = await ida.must('POST', '/blocks', { member: ida.member.id, task: extra.id, start: at(today, '14:00'), end: at(today, '15:00') })
  await ida.must('DELETE', `/blocks/${made[0].body.id}`)
  for (const [of, minutes] of [[done, 85], [partly, 30], [extra, 45]]) await ida.must('POST', '/entries', { task: of.id, date: today, minutes })
  await ida.must('PATCH', `/blocks/${made[4].body.id}`, { state: 'done' })
  const read = async (who, query = '') => (await who.must('GET', `/days?from=${today}&until=${today}${query}`)).items[0]
  const list = await read(ida)
  assert.ok(list.kept)
  assert.deepEqual(list.items.map((i) => [i.title, i.planned_min, i.worked_min, i.state, i.source]), [
    ['Logged whole', 90, 85, 'done', 'hand'],
    ['Logged in part', 90, 30, 'partly', 'hand'],
    ['Left', 60, 0, 'open', 'hand'],
    ['Call about colours', 30, 0, 'done', 'hand'],
  ])
  assert.deepEqual(list.unplanned.map((i) => [i.title, i.worked_min]), [['Came in between', 45]])
  assert.deepEqual([list.planned_min, list.as_planned_min, list.unplanned_min, list.worked_min], [270, 150, 45, 160])
  // finished without a word of the time it took
  const finished = (await w.owner.must('GET', `/statuses?filter=project:${project.id}`)).items.find((s) => s.category === 'done')
  await w.owner.must('PATCH', `/tasks/${never.id}`, { assignees: [ida.member.id], status: finished.id })
  assert.equal((await read(ida)).items[2].state, 'done')
  assert.equal((await read(ida)).items[2].finished, true)
  // a manager sees it; nobody else
  assert.equal((await read(manager, `&member=${ida.member.id}`)).items.length, 4)
  assert.equal((await other.get(`/days?member=${ida.member.id}`)).status, 404)
  assert.deepEqual((await read(other)).items, [])
  assert.equal((await w.anonymous.get('/days')).status, 401)
  // of a client that was taken away the time stays, not what it was about
  const grant = (await w.owner.must('GET', '/access?limit=1000')).items.find((row) => row.member === ida.member.id)
  await w.owner.must('DELETE', `/access/${grant.id}`)
  const hidden = await read(ida)
  assert.deepEqual(hidden.items.slice(0, 3).map((i) => [i.title, i.task, i.client, i.planned_min]), [[null, null, null, 90], [null, null, null, 90], [null, null, null, 60]])
  assert.ok(!JSON.stringify(hidden.unplanned).includes('Came in between'))
  assert.ok(later.id)
  for (const [who, pattern] of [[ida, /At most 62 days/], [other, /Au plus 62 jours/]]) {
    const wrong = await who.get(`/days?from=2026-01-01&until=2026-06-01`)
    assert.equal(wrong.status, 422)
    assert.match(errors(wrong)['?until'], pattern)
  }
})

test('everything comes through an export, a copy and a check', async () => {
  const counts = async (asker) => Object.fromEntries(await Promise.all(['working_hours', 'holidays', 'time_off', 'overtime', 'routines', 'blocks', 'entries', 'timesheets'].map(async (name) => [name, (await asker.must('GET', `/${name}?count=1&limit=1`)).total])))
  const before = await counts(w.owner)
  assert.ok(Object.values(before).every((n) => n > 0), JSON.stringify(before))
  const zip = `${mkdtempSync(join(tmpdir(), 'aplomb-time-'))}/all.zip`
  writeFileSync(zip, (await w.owner.get('/export')).bytes)
  const place = newPlace()
  const done = await run(place, ['import', 'aplomb', zip])
  assert.equal(done.status, 0, done.stderr)
  const checked = await run(place, ['check'])
  assert.equal(checked.status, 0, checked.stdout + checked.stderr)
  const here = await run(w.place, ['check'])
  assert.equal(here.status, 0, here.stdout + here.stderr)
  assert.equal((await run(place, ['user', 'password', 'olga@example.org'], `${password}\n`)).status, 0)
  const server = await startServer(place)
  const asker = new Asker(server.url)
  assert.equal((await asker.signIn('olga@example.org')).status, 200)
  assert.deepEqual(await counts(asker), before)
  assert.equal((await asker.must('GET', `/tasks/${task.id}`)).spent_min, (await w.owner.must('GET', `/tasks/${task.id}`)).spent_min)
  asker.close()
  await server.stop()
  place.remove()
})
