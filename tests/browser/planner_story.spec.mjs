// The planner's story, as a person could follow it on the demo agency: a manager sees that two clients' fixed dates need the
// same designer next week, tries three solutions, sees what each does to every promised date and keeps one. The designer,
// who reads French, has her day of that week open: it changes before her eyes, and each block says why it is there.
import { expect, test } from '@playwright/test'
import { Asker } from '../api/lib.mjs'
import { holds, opensGantt, panel } from './charts.mjs'
import { Person } from './person.mjs'
import { demoPassword, newAgency } from './screens.mjs'

const civil = (instant) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(new Date(instant))

let agency
const askers = []
test.beforeAll(async () => {
  agency = await newAgency()
})
test.afterAll(async () => {
  for (const asker of askers) asker.close()
  await agency?.close()
})

/** Somebody of the demo at a browser, signed in, and the same somebody as a program. */
async function comes(browser, name, language) {
  const asker = new Asker(agency.server.url)
  askers.push(asker)
  await asker.signIn(`${name}@lanterne.example`, demoPassword)
  await asker.must('PATCH', `/members/${asker.member.id}`, { locale: language })
  const person = await Person.arrive(browser, agency.server.url, { language })
  const [cookie, value] = asker.cookie.split('=')
  await person.context.addCookies([{ name: cookie, value, url: agency.server.url }])
  await person.opens('/')
  return Object.assign(person, { asker })
}

const lenasConflict = async (asker, lena) =>
  (await asker.must('GET', '/plan/conflicts')).items.find((conflict) => conflict.member === lena && conflict.hard)

test('a manager decides between two clients, and the designer’s day changes while she looks at it', async ({ browser }) => {
  test.setTimeout(180_000)
  const owen = await comes(browser, 'owen', 'en')
  const lena = await comes(browser, 'lena', 'fr')
  const { member } = lena.asker
  const conflict = await lenasConflict(owen.asker, member.id)
  const [mine, other] = conflict.sides.filter((side) => side.hard)
  const clients = (await owen.asker.must('GET', '/clients?limit=1000')).items
  const clientOf = (side) => clients.find((client) => client.id === side.client).name
  const options = owen.page.getByRole('group', { name: owen.w('clash.ways') }).getByRole('button')
  const table = owen.page.getByRole('table', { name: owen.w('clash.effects') })

  await test.step('the conflict stands first: whose week, which clients, which fixed dates', async () => {
    expect(mine.client).not.toBe(other.client)
    await owen.goesTo(new RegExp(`^\\s*${owen.text('nav.plan')}`)) // a number stands beside it
    await owen.page.getByRole('navigation', { name: owen.w('nav.plan') }).getByRole('link', { name: new RegExp(`^\\s*${owen.text('nav.conflicts')}`) }).click()
    const first = owen.page.getByRole('navigation', { name: owen.w('nav.conflicts') }).getByRole('link').first()
    await expect(first).toContainText(member.name)
    await first.click()
    for (const side of [mine, other]) {
      await expect(owen.page.locator('article')).toContainText(clientOf(side))
      await expect(owen.page.getByRole('link', { name: side.title }).first()).toBeVisible()
    }
  })

  await test.step('three solutions side by side: each client’s promised date, now and then', async () => {
    for (const i of [0, 1, 2]) {
      await options.nth(i).click()
      await expect(options.nth(i)).toHaveAttribute('aria-pressed', 'true')
    }
    await expect(table.getByRole('button', { name: owen.w('compare.keep_of') })).toHaveCount(3)
    const row = table.getByRole('row').filter({ hasText: mine.title, has: owen.page.getByRole('cell') }).first()
    const [now, ...then] = await row.getByRole('cell').allInnerTexts()
    expect(then).toHaveLength(3)
    expect(then.some((text) => text !== now)).toBe(true)
  })

  const given = conflict.options.findIndex((option) => option.key === 'reassign')
  expect(given).toBeGreaterThanOrEqual(0)
  const { items: planned } = await lena.asker.must('GET', `/plan/blocks?from=${conflict.from}T00:00:00Z&until=${conflict.until}T23:59:59Z`)
  const block = planned.find((each) => each.task === mine.task)
  const course = lena.page.getByRole('region', { name: lena.w('today.course') }).getByRole('listitem')
  const hers = course.filter({ has: lena.page.getByText(mine.title, { exact: true }) })

  await test.step('the designer looks at that day; each block says why', async () => {
    await lena.opens(`/today?date=${civil(block.start)}`)
    await expect(hers.first()).toBeVisible()
    await hers.first().getByRole('button', { name: lena.w('block.why_of', { title: mine.title }) }).hover()
    await expect(lena.page.getByRole('tooltip')).toContainText(/\p{L}+ \p{L}+/u)
  })

  await test.step('he gives the work to somebody else; her day has it no more, without a reload', async () => {
    if (given > 2) await options.nth(given).click()
    const keep = table.getByRole('button', { name: new RegExp(`^${owen.text('compare.keep_of').split('{')[0]}`) })
    await keep.nth(Math.min(given, 2)).click()
    await owen.dialog.getByRole('button', { name: owen.w('compare.keep') }).click()
    await expect(owen.dialog).toHaveCount(0)
    await expect(owen.page.locator(`a[href$="${conflict.id}"]`)).toHaveCount(0, { timeout: 20_000 })
    await expect(hers).toHaveCount(0, { timeout: 20_000 })
    const { assignees } = await owen.asker.must('GET', `/tasks/${mine.task}`)
    expect(assignees).not.toContain(member.id)
  })

  await test.step('a program sees the same: the conflict over that promise is gone', async () => {
    const isThere = async () => (await owen.asker.must('GET', '/plan/conflicts')).items.some(({ id }) => id === conflict.id)
    await expect.poll(isThere, { timeout: 20_000 }).toBe(false)
  })
  await owen.leaves()
  await lena.leaves()
})

const tests = 'Tests with passengers: the booking form', slips = 'Retour des usagers remis à la Ville'
const onTheChart = `/everything?view=gantt&filter=${encodeURIComponent(`is:open "${tests}"`)}`

test('the Gantt shows another client’s milestone slip before work is dropped', async ({ browser }) => {
  test.setTimeout(120_000)
  const owen = await comes(browser, 'owen', 'en')
  const one = async (title) => (await owen.asker.must('GET', `/tasks?filter=${encodeURIComponent(`"${title}"`)}`)).items[0]
  const held = await one(tests), milestone = await one(slips)
  const client = (await owen.asker.must('GET', `/clients/${milestone.client}`)).name
  const finish = async () => (await owen.asker.must('GET', `/plan/tasks?task=${milestone.id}`)).items[0]?.finish
  const start = async () => (await owen.asker.must('GET', `/tasks/${held.id}`)).start
  const promise = panel(owen).getByRole('listitem').filter({ hasText: slips })
  await expect.poll(finish, { timeout: 20_000 }).toBeTruthy()
  const before = await finish()
  expect(held.client).not.toBe(milestone.client)

  /** Pulls the bar to the right until that promise moves. */
  const pulls = async (p, seen) => {
    const at = await holds(p, tests, 40)
    const slipped = () => seen.waitFor({ timeout: 1500 }).then(() => true, () => false)
    for (let by = 50; by < 90 && !(await slipped()); by += 10) await p.page.mouse.move(at.x + by, at.y)
    await expect(seen).toBeVisible()
  }

  await test.step('held: the milestone by its name, its client, the old day and the new one; Escape takes it back', async () => {
    await opensGantt(owen, tests, onTheChart)
    await pulls(owen, promise)
    await expect(promise.getByRole('img', { name: client })).toBeVisible()
    const [old, then] = (await promise.innerText()).match(/(\d+ \w+).*→\s*(\d+ \w+)/s).slice(1)
    expect(then).not.toBe(old)
    expect(new Date(`${old} 2028`).getDate()).toBe(Number(civil(before).slice(8)))
    await owen.press('Escape')
    await owen.page.mouse.up()
    await expect(panel(owen)).toHaveCount(0)
    expect(await start()).toBe(held.start)
  })

  await test.step('dropped it is kept, and the plan has it; undone everything is as before', async () => {
    await pulls(owen, promise)
    await owen.page.mouse.up()
    await expect.poll(start).not.toBe(held.start)
    await expect.poll(finish, { timeout: 20_000 }).not.toBe(before)
    await owen.press('Control+z')
    await expect.poll(start).toBe(held.start)
    await expect.poll(finish, { timeout: 20_000 }).toBe(before)
  })

  await test.step('who does not see the other client learns that a promise slips, and not whose', async () => {
    const lena = await comes(browser, 'lena', 'fr')
    await opensGantt(lena, tests, onTheChart)
    await pulls(lena, panel(lena).getByText(/autres? clients?/i))
    await expect(panel(lena)).not.toContainText(slips)
    await expect(panel(lena)).not.toContainText(client)
    await lena.press('Escape')
    await lena.page.mouse.up()
    await lena.leaves()
  })
  await owen.leaves()
})
