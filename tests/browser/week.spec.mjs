// My week and the month, with the pointer, with a finger, with keys alone; and what the planner makes of it. Times are those of
// next week, so that it does not matter when this runs.
import { expect, test } from '@playwright/test'
import { newProject, newWorkspace } from '../api/lib.mjs'
import { literal, Person } from './person.mjs'

const DAY = 86_400_000
const dayOf = (date) => date.toISOString().slice(0, 10)
/** Days of next week, Monday first. */
const nextWeek = (() => {
  const now = new Date(`${dayOf(new Date())}T12:00:00Z`)
  const monday = now.getTime() + ((8 - now.getUTCDay()) % 7 || 7) * DAY
  return Array.from({ length: 7 }, (_, i) => dayOf(new Date(monday + i * DAY)))
})()
const PX_AN_HOUR = 4

class Week {
  constructor(person) {
    this.p = person
  }
  async opens(query = '') {
    await this.p.opens(`/week?date=${nextWeek[0]}${query}`)
    await this.grid.waitFor()
    await this.p.waitsForQuiet()
  }
  get grid() {
    return this.p.page.getByRole('group', { name: this.p.w('week.grid') })
  }
  get tray() {
    return this.p.page.getByRole('region', { name: this.p.w('week.tray') })
  }
  blocks(title) {
    return this.grid.getByRole('button', { name: new RegExp(`^${literal(title)}, `) })
  }
  block(title) {
    return this.blocks(title).first()
  }
  /** Of how the block is called: the times. */
  async times(title) {
    const [, from, to] = /(\d\d:\d\d) – (\d\d:\d\d)/.exec(await this.block(title).getAttribute('aria-label'))
    return `${from}–${to}`
  }
  long(day) {
    const options = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }
    return new Intl.DateTimeFormat(this.p.language === 'fr' ? 'fr-FR' : 'en-GB', options).format(new Date(`${day}T00:00:00Z`))
  }
  /** Where an hour of a day is on screen, scrolled there. */
  async spot(day, hour) {
    const column = this.grid.getByRole('group', { name: this.long(day), exact: true })
    await column.evaluate((el, at) => {
      let view = el
      while (view && !/auto|scroll/.test(getComputedStyle(view).overflowY)) view = view.parentElement
      const box = el.getBoundingClientRect()
      view.scrollTop += box.top + (box.height * at) / 24 - (view.getBoundingClientRect().top + view.clientHeight / 2)
    }, hour)
    const box = await column.boundingBox()
    return { x: box.x + box.width / 2, y: box.y + (box.height * hour) / 24 + PX_AN_HOUR }
  }
  async drags(from, to, { steps = 8 } = {}) {
    const { mouse } = this.p.page
    await mouse.move(from.x, from.y)
    await mouse.down()
    await mouse.move((from.x * 3 + to.x) / 4, (from.y * 3 + to.y) / 4, { steps: 3 })
    await mouse.move(to.x, to.y, { steps })
    await mouse.up()
  }
}

/** A finger: {down, move, up}, as the browser's own protocol has it. */
async function fingerOf(page) {
  const cdp = await page.context().newCDPSession(page)
  const send = (type, points) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  return {
    down: (x, y) => send('touchStart', [{ x, y }]),
    async move(x0, y0, x, y, steps = 6) {
      for (let i = 1; i <= steps; i++) {
        await send('touchMove', [{ x: x0 + ((x - x0) * i) / steps, y: y0 + ((y - y0) * i) / steps }])
        await page.waitForTimeout(20)
      }
    },
    up: () => send('touchEnd', []),
  }
}

test.describe('my week', () => {
  let w, first, second
  test.beforeAll(async () => {
    w = await newWorkspace()
    first = await newProject(w.owner, 'Tidewrack')
    second = await newProject(w.owner, 'Harrow')
    const task = (list, title, more) => w.owner.must('POST', '/tasks', { list: list.id, title, assignees: [w.owner.member.id], ...more })
    // nothing that begins this month is proposed for next week: what a test finds there it put there
    const start = dayOf(new Date(Date.now() + 120 * DAY))
    await task(first.list, 'Sketches', { estimate_min: 120, start })
    await task(second.list, 'Speech', { estimate_min: 60, start })
    await task(first.list, 'Poster', { estimate_min: 90, start })
    await task(second.list, 'Proofs', { estimate_min: 45, due: nextWeek[2] })
  })
  test.afterAll(() => w?.close())
  test.afterEach(async () => {
    for (const block of (await w.owner.must('GET', '/blocks')).items) await w.owner.must('DELETE', `/blocks/${block.id}`)
  })

  async function arrives(browser, look) {
    const person = await Person.arrive(browser, w.server.url, look)
    await w.owner.must('PATCH', `/members/${w.owner.member.id}`, { locale: person.language, theme: 'system' })
    const [name, value] = w.owner.cookie.split('=')
    await person.context.addCookies([{ name, value, url: w.server.url }])
    return new Week(person)
  }
  const stored = async () => (await w.owner.must('GET', '/blocks?sort=start')).items

  test('with the pointer: a task is dragged in, moved, made longer and shorter, and undone', async ({ browser }) => {
    const week = await arrives(browser)
    const { page } = week.p
    await week.opens()
    const to = await week.spot(nextWeek[1], 10)
    const from = await week.tray.getByRole('button', { name: /Sketches/ }).boundingBox()
    await week.drags({ x: from.x + 60, y: from.y + 12 }, to)
    await expect(week.block('Sketches')).toBeVisible()
    expect(await week.times('Sketches')).toBe('10:00–11:30')
    await expect.poll(async () => (await stored()).length).toBe(1)

    let box = await week.block('Sketches').boundingBox()
    const wednesday = await week.spot(nextWeek[2], 13.5)
    box = await week.block('Sketches').boundingBox()
    await week.drags({ x: box.x + 30, y: box.y + 8 + PX_AN_HOUR }, { x: wednesday.x, y: wednesday.y + 8 })
    await expect(week.block('Sketches')).toHaveAttribute('aria-label', new RegExp(literal(week.long(nextWeek[2]))))
    expect(await week.times('Sketches')).toBe('13:30–15:00')

    box = await week.block('Sketches').boundingBox()
    const hour = box.height / 1.5
    await week.drags({ x: box.x + 30, y: box.y + box.height - 2 }, { x: box.x + 30, y: box.y + box.height - 2 + hour / 2 })
    expect(await week.times('Sketches')).toBe('13:30–15:30')
    await week.drags({ x: box.x + 30, y: box.y + 2 }, { x: box.x + 30, y: box.y + 2 + hour / 4 })
    expect(await week.times('Sketches')).toBe('13:45–15:30')
    await expect.poll(async () => (await stored())[0].start.slice(0, 10)).toBe(nextWeek[2])

    // Escape puts back what is held
    box = await week.block('Sketches').boundingBox()
    await page.mouse.move(box.x + 30, box.y + 20)
    await page.mouse.down()
    await page.mouse.move(box.x + 30, box.y + 120, { steps: 5 })
    await week.p.press('Escape')
    await page.mouse.up()
    expect(await week.times('Sketches')).toBe('13:45–15:30')

    await week.p.press('Control+z')
    await expect.poll(() => week.times('Sketches')).toBe('13:30–15:30')
    await page.reload()
    await week.grid.waitFor()
    await expect.poll(() => week.times('Sketches')).toBe('13:30–15:30')
    await week.p.leaves()
  })

  test('with keys alone: a new block by its dialog, moved, resized, unlocked, deleted', async ({ browser }) => {
    const week = await arrives(browser)
    const { p } = week
    await week.opens()
    await p.press('n')
    const dialog = p.page.getByRole('dialog', { name: p.w('week.new_block') })
    await dialog.waitFor()
    const pick = dialog.getByRole('button', { name: new RegExp(`^${literal(p.text('block_kind.task'))}: `) })
    await expect(pick).toBeFocused()
    await p.press('Enter')
    await p.page.getByRole('combobox', { name: p.w('block_kind.task') }).fill('Speech')
    await p.press('Enter')
    await dialog.getByRole('textbox', { name: p.w('week.from') }).fill('9h30')
    await dialog.getByRole('textbox', { name: p.w('week.to') }).fill('10:30')
    await p.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(week.block('Speech')).toBeFocused()
    expect(await week.times('Speech')).toBe('09:30–10:30')

    await p.press('ArrowDown', 'ArrowDown', 'ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowLeft')
    expect(await week.times('Speech')).toBe('09:45–11:15')
    await expect(week.block('Speech')).toBeFocused()
    // sent as one change
    await expect.poll(async () => (await stored())[0]?.version).toBe(2)
    await p.press('Control+z')
    await expect.poll(() => week.times('Speech')).toBe('09:30–10:30')

    await week.block('Speech').focus()
    await p.press('Enter')
    const details = p.page.getByRole('dialog', { name: 'Speech' })
    await expect(details.getByRole('button', { name: p.w('week.unlock') })).toBeVisible()
    await p.press('Escape')
    await expect(week.block('Speech')).toBeFocused()
    await p.press('Delete')
    await expect(week.blocks('Speech')).toHaveCount(0)
    await expect.poll(async () => (await stored()).length).toBe(0)
    await p.leaves()
  })

  test('what is past becomes logged time with one key, or one click', async ({ browser }) => {
    const [task] = (await w.owner.must('GET', '/tasks?filter=Poster')).items
    const day = (n) => dayOf(new Date(Date.parse(`${nextWeek[n]}T00:00:00Z`) - 14 * DAY))
    for (const n of [0, 1]) await w.owner.must('POST', '/blocks', { task: task.id, start: `${day(n)}T09:00:00Z`, end: `${day(n)}T10:30:00Z` })
    const week = await arrives(browser)
    const { p } = week
    await p.opens(`/week?date=${day(0)}`)
    const done = new RegExp(literal(p.text('week.is_done')))
    await week.block('Poster').focus()
    await p.press('x')
    await expect(week.block('Poster')).toHaveAttribute('aria-label', done)
    await week.blocks('Poster').nth(1).click()
    await p.button('week.log').click()
    await expect(week.blocks('Poster').nth(1)).toHaveAttribute('aria-label', done)
    await expect.poll(async () => (await w.owner.must('GET', '/entries')).items.map((e) => [e.minutes, e.task])).toEqual([[90, task.id], [90, task.id]])
    await p.press('Control+z')
    await expect(week.blocks('Poster').nth(1)).not.toHaveAttribute('aria-label', done)

    // small tasks of a kind, of two clients: offered as one block, then logged with one click, each its part
    const [activity] = (await w.owner.must('GET', '/activities')).items
    const small = []
    for (const [i, list] of [first.list, second.list, first.list].entries())
      small.push(await w.owner.must('POST', '/tasks', { list: list.id, title: `Small change ${i}`, assignees: [w.owner.member.id], activity: activity.id, estimate_min: 15 }))
    await week.opens()
    await week.tray.getByRole('button', { name: p.w('week.batch_make') }).click()
    await expect.poll(async () => (await stored()).find((x) => x.kind === 'batch')?.tasks.length).toBe(3)
    await expect(week.tray.getByRole('button', { name: p.w('week.batch_make') })).toHaveCount(0)
    const batch = (await stored()).find((x) => x.kind === 'batch')
    await p.page.waitForTimeout(1000) // the browser keeps what it has seen; then the block is moved while nobody looks
    await p.page.goto('about:blank')
    await w.owner.must('PATCH', `/blocks/${batch.id}`, { start: `${day(2)}T09:00:00Z`, end: `${day(2)}T09:45:00Z` })
    await p.opens(`/today?date=${day(2)}`)
    for (const { title } of small) await expect(p.page.getByRole('link', { name: title }).first()).toBeVisible()
    await p.button('block.log_of', { title: activity.name }).click()
    await expect.poll(async () => (await w.owner.must('GET', '/entries')).items.filter((e) => e.block === batch.id).map((e) => [e.task, e.minutes]).sort())
      .toEqual(small.map((x) => [x.id, 15]).sort())
    await p.leaves()
  })

  test('with a finger, in French: scrolling moves nothing, resting on it does, sideways turns the page', async ({ browser }) => {
    await w.owner.must('POST', '/blocks', { task: (await w.owner.must('GET', '/tasks?filter=Poster')).items[0].id, start: `${nextWeek[0]}T09:00:00Z`, end: `${nextWeek[0]}T10:30:00Z` })
    const week = await arrives(browser, { phone: true, language: 'fr' })
    const { p } = week
    await week.opens()
    const before = await week.times('Poster')
    const finger = await fingerOf(p.page)
    const show = () => week.block('Poster').evaluate((el) => el.scrollIntoView({ block: 'center' }))
    await show()
    let box = await week.block('Poster').boundingBox()
    await finger.down(box.x + 120, box.y + 40)
    await finger.move(box.x + 120, box.y + 40, box.x + 120, box.y - 80)
    await finger.up()
    await p.page.waitForTimeout(400)
    expect(await week.times('Poster')).toBe(before)

    await show()
    await p.page.waitForTimeout(200)
    box = await week.block('Poster').boundingBox()
    const quarter = box.height / 6
    await finger.down(box.x + 120, box.y + 45)
    await p.page.waitForTimeout(500)
    await finger.move(box.x + 120, box.y + 45, box.x + 120, box.y + 45 + 4 * quarter)
    await finger.up()
    const [from] = before.split('–')
    await expect.poll(() => week.times('Poster')).toMatch(new RegExp(`^${String(Number(from.slice(0, 2)) + 1).padStart(2, '0')}:00–`))

    await finger.down(320, 600)
    await finger.move(320, 600, 120, 604)
    await finger.up()
    await expect(week.grid.getByRole('group', { name: week.long(nextWeek[1]), exact: true })).toBeVisible()

    // from the list of tasks
    await p.button('week.tray').first().click()
    const proofs = week.tray.getByRole('button', { name: /Proofs/ })
    await expect(proofs).toBeVisible()
    await p.page.waitForTimeout(400) // the sheet has come up
    const task = await proofs.boundingBox()
    await finger.down(task.x + 100, task.y + 14)
    await p.page.waitForTimeout(500)
    await finger.move(task.x + 100, task.y + 14, 220, 420)
    await p.page.waitForTimeout(100)
    await finger.up()
    await expect(week.block('Proofs')).toBeVisible()
    expect(await p.overflow()).toBeLessThanOrEqual(0)
    await p.leaves()
  })

  test('what the server refuses goes back, with the reason', async ({ browser }) => {
    const { id } = (await w.owner.must('GET', '/tasks?filter=Poster')).items[0]
    const block = await w.owner.must('POST', '/blocks', { task: id, start: `${nextWeek[0]}T09:00:00Z`, end: `${nextWeek[0]}T10:30:00Z` })
    const week = await arrives(browser)
    await week.opens()
    const before = await week.times('Poster')
    await week.p.page.route(`**/blocks/${block.id}`, (route) =>
      route.request().method() === 'PATCH' ? route.fulfill({ status: 422, contentType: 'application/problem+json', json: { type: '/problems/invalid', title: 'No', status: 422, errors: [{ pointer: '/start', message: 'Not there.' }] } }) : route.continue())
    await week.block('Poster').focus()
    await week.p.press('ArrowDown')
    expect(await week.times('Poster')).not.toBe(before)
    await expect(week.p.page.getByText(/Not there\./)).toBeVisible()
    expect(await week.times('Poster')).toBe(before)
    await week.p.leaves()
  })

  test('proposals become blocks when they are accepted, and another window sees it', async ({ browser }) => {
    const { id } = await w.owner.must('POST', '/tasks', {
      list: first.list.id, title: 'Urgent film', assignees: [w.owner.member.id], estimate_min: 480, start: nextWeek[0], due: nextWeek[1],
    })
    const week = await arrives(browser)
    const other = await arrives(browser)
    await week.opens()
    await other.opens()
    const proposed = new RegExp(literal(week.p.text('week.is_proposed')))
    await expect(week.block('Urgent film')).toHaveAttribute('aria-label', proposed)
    // one with its key, the rest with the button
    await week.block('Urgent film').focus()
    await week.p.press('a')
    await expect(week.block('Urgent film')).not.toHaveAttribute('aria-label', proposed)
    await expect(week.block('Urgent film')).toBeFocused()
    await expect.poll(async () => (await stored()).length).toBe(1)
    await week.p.waitsForQuiet(600)
    const n = await week.blocks('Urgent film').count()
    expect(n).toBeGreaterThan(1)
    await week.p.button('week.accept_week').click()
    for (const one of [week, other]) {
      await expect(one.block('Urgent film')).not.toHaveAttribute('aria-label', proposed)
      await expect(one.block('Urgent film')).toHaveAttribute('aria-label', new RegExp(literal(week.p.text('week.is_locked'))))
      await expect(one.blocks('Urgent film')).toHaveCount(n)
    }
    // moved in one window, it follows in the other; let go, it is the planner's again
    await week.block('Urgent film').focus()
    await week.p.press('Shift+ArrowDown')
    const now = await week.times('Urgent film')
    await expect.poll(() => other.times('Urgent film')).toBe(now)
    await week.block('Urgent film').focus()
    await week.p.press('l')
    await expect(week.block('Urgent film')).toHaveAttribute('aria-label', proposed)
    await week.p.leaves()
    await other.p.leaves()
    await w.owner.must('DELETE', `/tasks/${id}`)
  })

  test('the month: a due date is put on another day with the pointer and with keys', async ({ browser }) => {
    const week = await arrives(browser)
    const { p } = week
    await p.opens(`/p/${second.project.id}?view=calendar&month=${nextWeek[2].slice(0, 7)}`)
    const month = p.page.getByRole('grid')
    const chip = month.getByRole('button', { name: /^Proofs, / })
    await chip.waitFor()
    const due = async () => (await w.owner.must('GET', '/tasks?filter=Proofs')).items[0].due
    // onto the middle of the same month, whichever it is
    const to = `${nextWeek[2].slice(0, 7)}-${nextWeek[2].slice(8) === '15' ? '16' : '15'}`
    const from = await chip.boundingBox(), cell = await month.getByRole('gridcell', { name: new RegExp(`^${literal(week.long(to))}`) }).boundingBox()
    await week.drags({ x: from.x + 20, y: from.y + 8 }, { x: cell.x + cell.width / 2, y: cell.y + cell.height / 2 })
    await expect(chip).toHaveAttribute('aria-label', new RegExp(literal(week.long(to))))
    await expect.poll(due).toBe(to)
    await chip.focus()
    await p.press('Shift+ArrowRight', 'Shift+ArrowDown')
    await expect(chip).toBeFocused()
    await expect.poll(due).toBe(dayOf(new Date(Date.parse(`${to}T00:00:00Z`) + 8 * DAY)))
    await p.leaves()
  })

  test('hours are offered, a stranger on a phone takes one: it appears live, the plan gives way, and it is cancelled', async ({ browser }) => {
    const week = await arrives(browser)
    const { p } = week
    const list = (await w.owner.must('GET', '/lists')).items[0]
    const task = await w.owner.must('POST', '/tasks', { list: list.id, title: 'Rehearsal', assignees: [w.owner.member.id], estimate_min: 4800, priority: 1 })
    await p.opens('/settings/booking')
    await p.button('bookings.new').click()
    await p.dialog.getByLabel(p.w('bookings.title')).fill('A first talk')
    await p.button('bookings.add').click()
    const address = await p.field('bookings.address').inputValue()
    expect(address).toMatch(/\/book\/[\w-]{22}$/)

    const clash = async () => {
      const { items } = await w.owner.must('GET', `/plan/blocks?from=${nextWeek[2]}T00:00:00Z&until=${nextWeek[3]}T00:00:00Z`)
      const booked = items.find((item) => item.kind === 'check_in')
      const planned = items.filter((item) => item.task === task.id)
      return planned.length ? planned.some((item) => booked ? item.start < booked.end && item.end > booked.start : true) : null
    }
    await expect.poll(clash, 'the plan fills the day').toBe(true)
    await week.opens()

    const stranger = await Person.arrive(browser, w.server.url, { phone: true, language: 'fr' })
    await stranger.opens(new URL(address).pathname)
    const wednesday = new Intl.DateTimeFormat('fr-FR', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${nextWeek[2]}T00:00:00Z`))
    await stranger.page.getByRole('button', { name: new RegExp(`^${wednesday},`) }).click()
    await stranger.page.getByRole('button', { name: '10:00', exact: true }).click()
    await stranger.field('book.your_name').fill('Paul Visiteur')
    await stranger.button('book.do').click()
    await expect(stranger.field('book.your_email')).toBeFocused()
    await stranger.field('book.your_email').fill('paul@client.example')
    await stranger.press('Enter')
    await expect(stranger.page.getByRole('heading', { name: stranger.w('book.booked') })).toBeFocused()
    const [file] = await Promise.all([stranger.page.waitForEvent('download'), stranger.link('book.save').click()])
    expect(file.suggestedFilename()).toBe('booking.ics')

    await expect(week.block('Paul Visiteur · A first talk')).toBeVisible()
    expect(await week.times('Paul Visiteur · A first talk')).toBe('10:00–10:30')
    await expect.poll(clash, 'the plan gives way').toBe(false)
    await week.block('Paul Visiteur · A first talk').click()
    await expect(p.page.getByRole('link', { name: 'paul@client.example' })).toBeVisible()
    await p.button('bookings.cancel').click()
    await expect(week.block('Paul Visiteur · A first talk')).toHaveCount(0)
    await stranger.page.reload()
    await expect(stranger.page.getByRole('heading', { name: stranger.w('book.cancelled') })).toBeVisible()
    await stranger.button('book.back').click()
    await expect(stranger.page.getByRole('heading', { name: 'A first talk' })).toBeVisible()
    await stranger.leaves()
    await w.owner.must('DELETE', `/tasks/${task.id}`)
    await p.leaves()
  })
})
