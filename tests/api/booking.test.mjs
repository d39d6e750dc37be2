// Hours that a person offers, and strangers who take one: what is free, that nobody gets what somebody has, who sees what.
import assert from 'node:assert/strict'
import http from 'node:http'
import { after, before, test } from 'node:test'
import { Asker, newId, newWorkspace, settled, startServer, store } from './lib.mjs'

const MINUTE = 60_000, DAY = 86_400_000
let w, client, member, manager, other, visitor
const week = (hours) => Array.from({ length: 7 }, () => hours) // every day the same, so that the tests hold on every day
const day = (n) => new Date(Date.now() + n * DAY).toISOString().slice(0, 10)
const at = (n, clock) => `${day(n)}T${clock}:00Z`
const plus = (instant, minutes) => new Date(Date.parse(instant) + minutes * MINUTE).toISOString().replace('.000', '')
const errors = (reply) => Object.fromEntries((reply.body.errors ?? []).map((e) => [e.pointer, e.message]))
const who = { name: 'Paul Visiteur', email: 'paul@client.example' }

before(async () => {
  w = await newWorkspace(['--allow-private-calendars'])
  client = await w.owner.must('POST', '/clients', { name: 'Atelier Nord' })
  manager = await w.person('manager', { name: 'Max' })
  member = await w.person('member', { clients: [client], name: 'Mia' })
  other = await w.person('member', { clients: [client], name: 'Otto' })
  for (const person of [member, other]) await person.must('PATCH', `/members/${person.member.id}`, { zone: 'UTC' })
  visitor = new Asker(w.server.url)
})
after(() => (visitor.close(), w.close()))

const newPage = (asker = member, more = {}) => asker.must('POST', '/booking_pages', { title: 'A first talk', week: week([[540, 720]]), notice_min: 0, ...more })
const free = async (page, from = 2, to = from) => (await visitor.must('GET', `/public/booking/${page.token}?from=${day(from)}&to=${day(to)}`)).starts
const book = (page, start, more = {}, headers) => visitor.post(`/public/booking/${page.token}`, { ...who, start, ...more }, headers)

test('a page is its person’s and the managers’, with an address that can be renewed', async () => {
  const page = await newPage(member, { client: client.id })
  assert.match(page.token, /^[\w-]{22}$/)
  assert.equal(page.minutes, 30)
  assert.equal(page.days, 28)
  assert.equal((await other.get(`/booking_pages/${page.id}`)).status, 404)
  assert.equal((await other.post(`/booking_pages/${page.id}/renew`, {})).status, 404)
  assert.equal((await manager.must('GET', `/booking_pages/${page.id}`)).token, page.token)
  assert.equal((await member.patch(`/booking_pages/${page.id}`, { token: 'mine' })).status, 422)
  for (const [language, said] of [['en', /multiple of 15/], ['fr', /multiple de 15/]]) {
    await member.must('PATCH', `/members/${member.member.id}`, { locale: language })
    assert.match(errors(await member.patch(`/booking_pages/${page.id}`, { minutes: 20 }))['/minutes'], said)
  }
  await member.must('PATCH', `/members/${member.member.id}`, { locale: 'en' })
  assert.equal((await other.post('/booking_pages', { title: 'x', member: member.member.id })).status, 422)
  const renewed = await member.must('POST', `/booking_pages/${page.id}/renew`, {})
  assert.notEqual(renewed.token, page.token)
  assert.equal((await visitor.get(`/public/booking/${page.token}`)).status, 404)
  assert.equal((await visitor.get(`/public/booking/${renewed.token}`)).status, 200)
})

test('what strangers see: free starts, and nothing else', async () => {
  const page = await newPage()
  const reply = await visitor.get(`/public/booking/${page.token}?from=${day(2)}&to=${day(2)}`)
  assert.deepEqual(reply.body, { title: 'A first talk', name: 'Mia', minutes: 30, zone: 'UTC', language: null, starts: ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30'].map((clock) => at(2, clock)) })
  assert.equal(reply.headers['set-cookie'], undefined)
  assert.equal(reply.headers['x-robots-tag'], 'noindex')
  const signedIn = await member.get(`/public/booking/${page.token}`)
  assert.equal(signedIn.headers['set-cookie'], undefined, 'a session is not looked at')
  assert.equal((await visitor.get(`/public/booking/${page.token}?from=tomorrow`)).status, 400)
})

test('an address nobody has and one that is switched off answer the same', async () => {
  const page = await newPage()
  await member.must('PATCH', `/booking_pages/${page.id}`, { active: false })
  for (const [language, said] of [['en', /not in use/], ['fr', /n’est pas utilisée/]]) {
    const [off, none] = await Promise.all([page.token, 'A'.repeat(22)].map((token) => visitor.get(`/public/booking/${token}`, { 'accept-language': language })))
    assert.equal(off.status, 404)
    const bare = (reply) => ({ ...reply.body, instance: null })
    assert.deepEqual(bare(off), bare(none))
    assert.match(off.text, said)
    assert.equal((await visitor.post(`/public/booking/${page.token}`, { ...who, start: at(2, '09:00') })).status, 404)
  }
  const gone = await newPage()
  await member.must('DELETE', `/booking_pages/${gone.id}`)
  assert.equal((await visitor.get(`/public/booking/${gone.token}`)).status, 404)
})

test('free is: windows, minus time off, holidays, blocks of any kind with what is kept free around, and notice', async () => {
  const task = await w.owner.must('POST', '/tasks', { project: (await w.owner.must('POST', '/projects', { client: client.id, name: 'Site' })).id, title: 'Home' })
  const page = await newPage(other, { buffer_min: 15 })
  const clocks = async (n) => (await free(page, n)).map((start) => start.slice(11, 16))
  await other.must('POST', '/blocks', { task: task.id, start: at(3, '10:00'), end: at(3, '10:30') })
  assert.deepEqual(await clocks(3), ['09:00', '10:45', '11:00', '11:30'], 'where a stretch begins, and on half hours')
  await other.must('POST', '/time_off', { first: day(4), part: 'all' })
  assert.deepEqual(await clocks(4), [])
  await manager.must('POST', '/holidays', { date: day(5), name: 'A holiday', members: [other.member.id] })
  assert.deepEqual(await clocks(5), [])
  await other.must('PATCH', `/booking_pages/${page.id}`, { notice_min: 7 * 1440 })
  assert.deepEqual(await free(page, 0, 6), [])
  await other.must('PATCH', `/booking_pages/${page.id}`, { notice_min: 0, days: 6 })
  assert.deepEqual(await free(page, 7, 30), [])
  assert.equal((await clocks(6)).length, 6)
})

test('busy times of a calendar outside are kept free, and what is around them', async () => {
  const person = await w.person('member', { name: 'Olaf' })
  await person.must('PATCH', `/members/${person.member.id}`, { zone: 'UTC' })
  const stamp = (clock) => at(2, clock).replace(/[-:]/g, '')
  const server = http.createServer((_, reply) => reply.end(`BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:${stamp('10:05')}\r\nDTEND:${stamp('10:20')}\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`))
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  try {
    const calendar = await person.must('POST', '/outside_calendars', { name: 'Own', url: `http://127.0.0.1:${server.address().port}/own.ics` })
    assert.equal((await person.must('POST', `/outside_calendars/${calendar.id}/fetch`, {})).problem, null)
  } finally {
    server.close()
  }
  const page = await newPage(person, { buffer_min: 15 })
  assert.deepEqual((await free(page)).map((start) => start.slice(11, 16)), ['09:00', '10:45', '11:00', '11:30'])
})

test('without windows of its own a page offers the working hours, without routines', async () => {
  const person = await w.person('member', { name: 'Rita' })
  await person.must('PATCH', `/members/${person.member.id}`, { zone: 'UTC' })
  await person.must('POST', '/working_hours', { member: person.member.id, week: week([[600, 720]]) })
  await person.must('POST', '/routines', { name: 'Mail', from_min: 600, to_min: 630, days: [1, 2, 3, 4, 5, 6, 7], kind: 'admin' })
  const page = await newPage(person, { week: null, minutes: 60 })
  assert.deepEqual((await free(page)).map((start) => start.slice(11, 16)), ['10:30', '11:00'])
})

test('a booking and its block are one: made, seen, moved, cancelled, taken back', async () => {
  const page = await newPage(member, { client: client.id, title: 'Review' })
  const start = at(8, '09:00')
  const reply = await book(page, start, { note: 'About the site' })
  assert.equal(reply.status, 201, reply.text)
  assert.equal(reply.headers['set-cookie'], undefined)
  const { secret } = reply.body
  assert.deepEqual(reply.body, { secret, state: 'booked', title: 'Review', name: 'Mia', start, end: plus(start, 30), zone: 'UTC', language: null, visitor: { ...who, note: 'About the site' }, page: page.token })
  const booking = (await member.must('GET', `/bookings?filter=page:${page.id}`)).items[0]
  assert.equal(booking.client, client.id)
  assert.equal('secret_hash' in booking, false)
  assert.equal((await other.get(`/bookings/${booking.id}`)).status, 404)
  assert.equal((await member.post('/bookings', { name: 'x' })).status, 403)
  const block = await member.must('GET', `/blocks/${booking.block}`)
  assert.deepEqual([block.kind, block.locked, block.start, block.end, block.client, block.title], ['check_in', true, start, plus(start, 30), client.id, 'Paul Visiteur · Review'])
  assert.equal((await free(page, 8)).includes(start), false)

  // moving the block moves the booking; deleting it cancels, undo brings both back
  const seen = async () => (await visitor.must('GET', `/public/bookings/${secret}`))
  await member.must('PATCH', `/blocks/${block.id}`, { start: plus(start, 60), end: plus(start, 90) })
  assert.equal((await seen()).start, plus(start, 60))
  for (const path of [`/blocks/${block.id}`, `/bookings/${booking.id}`]) // with whom it was agreed
    assert.deepEqual(Object.keys(errors(await manager.patch(path, { member: other.member.id }))), ['/member'])
  const gone = await member.delete(`/blocks/${block.id}`)
  assert.equal((await seen()).state, 'cancelled')
  assert.equal((await free(page, 8)).includes(plus(start, 60)), true)
  await member.must('POST', `/changes/${gone.headers['change-id']}/undo`, {})
  assert.equal((await seen()).state, 'booked')
  assert.equal((await member.must('GET', `/bookings/${booking.id}`)).state, 'booked')

  // cancelled by the member, taken back, cancelled by the visitor
  const cancelled = await member.patch(`/bookings/${booking.id}`, { state: 'cancelled' })
  assert.equal((await member.get(`/blocks/${block.id}`)).status, 404)
  await member.must('POST', `/changes/${cancelled.headers['change-id']}/undo`, {})
  assert.equal((await member.get(`/blocks/${block.id}`)).status, 200)
  for (let i = 0; i < 2; i++) assert.equal((await visitor.must('POST', `/public/bookings/${secret}/cancel`, {})).state, 'cancelled')
  assert.equal((await member.get(`/blocks/${block.id}`)).status, 404)
  const history = (await member.must('GET', `/bookings/${booking.id}/history`)).items
  assert.equal(history[0].via, 'booking')
  assert.equal(history.at(-1).verb, 'create')
  assert.equal((await visitor.get('/public/bookings/' + 'A'.repeat(43))).status, 404)
})

test('in the trash a booking has no block, and comes back with it', async () => {
  const page = await newPage()
  const { secret } = (await book(page, at(9, '09:00'))).body
  const booking = (await member.must('GET', `/bookings?filter=page:${page.id}`)).items[0]
  await member.must('DELETE', `/bookings/${booking.id}`)
  assert.equal((await member.get(`/blocks/${booking.block}`)).status, 404)
  assert.equal((await visitor.must('GET', `/public/bookings/${secret}`)).state, 'cancelled')
  await member.must('POST', `/bookings/${booking.id}/restore`, {})
  assert.equal((await member.get(`/blocks/${booking.block}`)).status, 200)
  assert.equal((await visitor.must('GET', `/public/bookings/${secret}`)).state, 'booked')
})

test('what is wrong is said field by field, in the language of the page or the visitor', async () => {
  const french = await newPage(member, { language: 'fr' })
  const page = await newPage()
  const start = at(10, '09:00')
  assert.deepEqual(Object.keys(errors(await book(page, 'soon', { name: '', email: '' }))).sort(), ['/email', '/name', '/start'])
  assert.match(errors(await book(page, start, { email: 'nobody' }, { 'accept-language': 'en' }))['/email'], /address/)
  assert.match(errors(await book(french, start, { email: 'nobody' }, { 'accept-language': 'en' }))['/email'], /adresse/)
  assert.equal((await book(page, start, { more: 1 })).status, 422)
  assert.equal((await book(page, start, { note: 'x'.repeat(20_000) })).status, 413)
  for (const [language, said] of [['en', /just been taken/], ['fr', /vient d’être pris/]])
    for (const wrong of [at(10, '08:00'), at(10, '09:05'), at(400, '09:00'), at(-1, '09:00')]) {
      const reply = await book(page, wrong, {}, { 'accept-language': language })
      assert.equal(reply.status, 409, wrong)
      assert.match(reply.body.title + reply.body.detail, said)
    }
  assert.equal((await book(page, start)).status, 201)
  assert.equal((await book(page, start)).status, 409)
})

test('the same request sent again finds what it made', async () => {
  const page = await newPage()
  const key = { 'idempotency-key': newId() }
  const first = await book(page, at(11, '09:00'), {}, key)
  const again = await book(page, at(11, '09:00'), {}, key)
  assert.equal(first.status, 201)
  assert.deepEqual(again.body, first.body)
  assert.equal((await book(page, at(11, '10:00'), {}, key)).status, 422)
  assert.equal((await book(page, at(11, '10:00'), {}, { 'idempotency-key': 'short' })).status, 400)
  assert.equal((await member.must('GET', `/bookings?filter=page:${page.id}`)).items.length, 1)
})

test('of many who want the same time, one gets it', async () => {
  const pages = [await newPage(), await newPage(member, { title: 'The other page' })]
  const second = store === 'sqlite' ? w.server : await startServer(w.place)
  const askers = Array.from({ length: 12 }, (_, i) => new Asker(i % 2 ? second.url : w.server.url))
  try {
    const replies = await Promise.all(askers.map((asker, i) => asker.post(`/public/booking/${pages[i % 3 ? 1 : 0].token}`, { ...who, start: at(12, i % 2 ? '09:00' : '09:15') })))
    assert.deepEqual(replies.map((r) => r.status).sort(), [201, ...Array(11).fill(409)])
  } finally {
    askers.forEach((asker) => asker.close())
    if (second !== w.server) await second.stop()
  }
})

test('the plan gives way to what was booked', async () => {
  const person = await w.person('member', { name: 'Pia', clients: [client] })
  await person.must('PATCH', `/members/${person.member.id}`, { zone: 'UTC' })
  await person.must('POST', '/working_hours', { member: person.member.id, week: week([[540, 720]]), load_percent: 100 })
  const project = await w.owner.must('POST', '/projects', { client: client.id, name: 'Shop', state: 'active' })
  await w.owner.must('POST', '/tasks', { project: project.id, title: 'All day', assignees: [person.member.id], estimate_min: 3000 })
  await settled(w.owner)
  const from = at(2, '00:00'), until = at(3, '00:00')
  const planned = async () => (await person.must('GET', `/plan/blocks?from=${from}&until=${until}`)).items.filter((b) => b.source === 'plan')
  const before = await planned()
  assert.ok(before.some((b) => b.start <= at(2, '10:00') && b.end > at(2, '10:00')), JSON.stringify(before))
  const page = await newPage(person, { week: null })
  assert.equal((await book(page, at(2, '10:00'))).status, 201)
  await settled(w.owner)
  const after = await planned()
  assert.ok(after.length > 0 && after.every((b) => b.end <= at(2, '10:00') || b.start >= at(2, '10:30')), JSON.stringify(after))
})

test('a calendar file for the visitor', async () => {
  const page = await newPage(member, { title: 'Talk; with, commas' })
  const { secret } = (await book(page, at(13, '09:00'), { note: 'First line\nSecond' })).body
  const ics = await visitor.get(`/public/bookings/${secret}/calendar.ics`)
  assert.match(ics.headers['content-type'], /^text\/calendar/)
  assert.match(ics.headers['content-disposition'], /attachment/)
  const text = ics.text.replace(/\r\n /g, '')
  assert.ok(text.includes(`DTSTART:${at(13, '09:00').replace(/[-:]/g, '')}\r\n`), text)
  assert.ok(text.includes('SUMMARY:Talk\\; with\\, commas · Mia\r\n'), text)
  assert.ok(text.includes(`/booked/${secret}`))
  assert.ok(text.includes('STATUS:CONFIRMED'))
  await visitor.must('POST', `/public/bookings/${secret}/cancel`, {})
  assert.ok((await visitor.get(`/public/bookings/${secret}/calendar.ics`)).text.includes('STATUS:CANCELLED'))
})

test('strangers are limited by address and by page, and what they ask for is not logged', async () => {
  const page = await newPage()
  const server = await startServer(w.place, ['--booking-rate', '6', '--log-requests'])
  const asker = new Asker(server.url)
  try {
    const statuses = []
    for (let i = 0; i < 14; i++) statuses.push((await asker.get(`/public/booking/${page.token}`)).status)
    assert.equal(statuses[0], 200)
    const refused = await asker.get(`/public/booking/${page.token}`)
    assert.equal(refused.status, 429)
    assert.ok(+refused.headers['retry-after'] >= 1)
    assert.equal((await asker.get('/public/bookings/anything')).status, 429)
    assert.equal((await asker.ask('PUT', `/public/booking/${page.token}`, {})).status, 405)
    assert.equal((await asker.get(`/public/booking/${page.token}/more`)).status, 404)
    const shown = await asker.get(`//book/${page.token}`)
    assert.equal(shown.headers['x-robots-tag'], 'noindex')
    assert.match(shown.headers['content-security-policy'], /default-src 'none'/)
  } finally {
    asker.close()
    await server.stop()
  }
  assert.equal(server.log().includes(page.token), false, server.log())
})
