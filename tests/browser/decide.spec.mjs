// A manager decides: two clients' fixed dates need the same person next week. She tries three ways out, sees what each does to
// every promised date, keeps one, takes it back; and looks at the rest of the plan.
import { expect, test } from '@playwright/test'
import { newAgency } from './screens.mjs'
import { Person } from './person.mjs'

const DAY = 86_400_000
const day = (days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
/** Wednesday of next week. */
const wednesday = () => day(((8 - (new Date().getDay() || 7)) || 7) + 2)

/** Two tasks of two clients, each of most of a week, for one person, both promised as fixed for next Wednesday. */
async function makesAConflict(asker) {
  const all = async (path) => (await asker.must('GET', path)).items
  const [members, lists, projects, clients] = await Promise.all(['/members', '/lists?limit=1000', '/projects?limit=1000', '/clients?limit=1000'].map(all))
  const person = members.find((member) => member.name.startsWith('Noor'))
  const two = [...new Map(projects.filter((project) => project.state === 'active').map((project) => [project.client, project])).values()].slice(0, 2)
  const tasks = []
  for (const [i, project] of two.entries()) {
    const title = `Campaign film ${i + 1}`
    tasks.push(await asker.must('POST', '/tasks', {
      list: lists.find((list) => list.project === project.id).id, title, assignees: [person.id], estimate_min: 26 * 60, due: wednesday(), hard: true,
    }))
  }
  await asker.must('POST', '/plan/replan', {})
  return { person, tasks, clients: two.map((project) => clients.find((client) => client.id === project.client)) }
}
const conflictsOf = async (asker, member) => (await asker.must('GET', '/plan/conflicts')).items.filter((conflict) => conflict.member === member)

/** Looks at a page of the plan through its tab. */
const goesToTab = async (who, key) => {
  await who.page.getByRole('navigation', { name: who.w('nav.plan') }).getByRole('link', { name: new RegExp(`^\\s*${who.text(key)}`) }).click()
  await expect(who.page.getByRole('heading', { level: 1 })).toContainText(who.text(key))
}
const opens = async (agency, browser, language) => {
  await agency.owner.must('PATCH', `/members/${agency.owner.member.id}`, { locale: language })
  const who = await Person.arrive(browser, agency.server.url, { language })
  const [name, value] = agency.owner.cookie.split('=')
  await who.context.addCookies([{ name, value, url: agency.server.url }])
  return who
}

let agency
test.beforeEach(async () => {
  agency = await newAgency()
})
test.afterEach(() => agency?.close())

for (const language of ['en', 'fr']) {
  test(`a conflict between two clients: three ways are tried, one is kept, and taken back: ${language}`, async ({ browser }) => {
    test.setTimeout(180_000)
    const { person, tasks, clients } = await makesAConflict(agency.owner)
    await expect.poll(async () => (await conflictsOf(agency.owner, person.id)).length, { timeout: 20_000 }).toBeGreaterThan(0)
    const ines = await opens(agency, browser, language)
    const { page } = ines
    const options = page.getByRole('group', { name: ines.w('clash.ways') }).getByRole('button')
    const table = page.getByRole('table', { name: ines.w('clash.effects') })
    const inList = page.getByRole('navigation', { name: ines.w('nav.conflicts') }).getByRole('link').filter({ hasText: person.name })

    await test.step('the navigation says that something waits, and the page says who, when and which clients', async () => {
      await ines.opens('/priorities')
      await expect(ines.sidebar.getByRole('link', { name: new RegExp(ines.text('nav.plan')) })).toContainText(/\d/)
      await goesToTab(ines, 'nav.conflicts')
      await inList.first().click()
      for (const { name } of clients) await expect(page.getByRole('article').or(page.locator('article'))).toContainText(name)
      for (const { title } of tasks) await expect(page.getByRole('link', { name: title }).first()).toBeVisible()
    })

    await test.step('three ways out stand side by side: every promised date, now and then', async () => {
      const texts = []
      for (const i of [0, 1, 2]) {
        await options.nth(i).click()
        await expect(options.nth(i)).toHaveAttribute('aria-pressed', 'true')
        texts.push(await options.nth(i).innerText())
      }
      await expect(table.getByRole('button', { name: ines.w('compare.keep_of') })).toHaveCount(3)
      for (const { name } of clients) await expect(table.getByRole('rowheader', { name }).first()).toBeVisible()
      const row = table.getByRole('row').filter({ hasText: tasks[0].title })
      await expect(row.getByRole('cell')).toHaveCount(4)
      // the ways differ in what they do to at least one promised date
      await expect.poll(async () => new Set((await table.getByRole('row').allInnerTexts()).flatMap((line) => line.match(/\d+ (?:days?|jours?) [^\n\t]*/g) ?? [])).size).toBeGreaterThan(0)
    })

    const before = await conflictsOf(agency.owner, person.id)
    await test.step('she keeps one: first it says in a sentence what will change', async () => {
      const keep = table.getByRole('button', { name: ines.w('compare.keep_of') }).first()
      await expect(keep).toBeEnabled()
      await keep.click()
      const dialog = page.getByRole('dialog')
      await expect(dialog.getByRole('listitem').first()).toContainText(tasks[0].title.slice(0, 13))
      await expect(dialog).toContainText(ines.text('keep.undo'))
      await dialog.getByRole('button', { name: ines.w('compare.keep') }).click()
      await expect(dialog).toHaveCount(0)
      await expect(inList.filter({ has: page.locator(`[href$="${before[0].id}"]`) })).toHaveCount(0)
      await expect.poll(async () => (await conflictsOf(agency.owner, person.id)).some(({ id }) => id === before[0].id), { timeout: 20_000 }).toBe(false)
      await expect(inList).toHaveCount(0, { timeout: 20_000 })
    })

    await test.step('and it can be taken back in one step: the conflict is there again, without a reload', async () => {
      await page.getByRole('status').getByRole('button', { name: ines.w('action.undo') }).first().click()
      await expect.poll(async () => (await conflictsOf(agency.owner, person.id)).some(({ id }) => id === before[0].id), { timeout: 20_000 }).toBe(true)
      await expect(inList.first()).toBeVisible({ timeout: 20_000 })
    })
    await ines.leaves()
  })
}

test('a scenario: changes are put together, tried at once, kept', async ({ browser }) => {
  test.setTimeout(180_000)
  const ines = await opens(agency, browser, 'en')
  const { page } = ines
  await ines.opens('/scenarios')
  await ines.button('scenario.new').click()
  await page.getByRole('dialog').getByRole('textbox').fill('Lena is away')
  await page.getByRole('dialog').getByRole('button', { name: ines.w('action.create') }).click()
  await expect(page.getByRole('heading', { level: 2, name: 'Lena is away' })).toBeVisible()

  await ines.button('scenario.add').click()
  await ines.menuItem('change_kind.away').click()
  const form = page.getByRole('form', { name: ines.w('change_kind.away') })
  await form.getByRole('button', { name: new RegExp(`^${ines.text('builder.who')}`) }).click()
  await ines.picks(/Lena/)
  await form.getByRole('button', { name: ines.w('action.add') }).click()
  await expect(page.getByRole('listitem').filter({ hasText: /Lena Wexfell/ })).toBeVisible()

  const table = page.getByRole('table', { name: ines.w('clash.effects') })
  await expect(table.getByText(/later/).first()).toBeVisible({ timeout: 20_000 })
  await ines.button('compare.keep').click()
  await page.getByRole('dialog').getByRole('button', { name: ines.w('compare.keep') }).click()
  await expect(page.getByText(ines.text('scenario_state.kept')).first()).toBeVisible()
  const away = (await agency.owner.must('GET', '/time_off')).items
  expect(away.length).toBeGreaterThan(0)
  await ines.leaves()
})

test('priorities, workload, gaps: the reason is one step away, and gaps are filled in where they stand', async ({ browser }) => {
  test.setTimeout(180_000)
  const ines = await opens(agency, browser, 'en')
  const { page } = ines

  await test.step('the first of the list says why, pins, and follows a weight', async () => {
    await ines.opens('/priorities')
    const table = page.getByRole('table', { name: ines.w('nav.priorities') })
    const first = table.getByRole('row').nth(1)
    await first.getByRole('button').first().focus()
    await first.getByRole('button').first().click()
    await expect(page.getByRole('tooltip')).toContainText(/\d/)
    await ines.press('Escape')
    const third = await table.getByRole('row').nth(3).getByRole('link').innerText()
    await table.getByRole('row').nth(3).hover()
    await table.getByRole('row').nth(3).getByRole('button', { name: ines.w('order.pin', { title: third }) }).click()
    await expect(first.getByRole('link')).toHaveText(third, { timeout: 20_000 })
    await ines.button('weights.title').click()
    const slider = page.getByRole('slider', { name: ines.w('weights.client') })
    await slider.focus()
    await ines.press('Home')
    await expect.poll(async () => (await agency.owner.must('GET', '/workspaces')).items[0].plan_weights?.client).toBe(0)
  })

  await test.step('the matrix does not move a task, it says what would', async () => {
    await page.getByRole('radio', { name: ines.w('order.matrix') }).click()
    const later = page.getByRole('region', { name: ines.w('quadrant.later') })
    await later.getByRole('button', { name: ines.w('matrix.move') }).first().click()
    await ines.page.getByRole('menuitem').first().click()
    await expect(page.getByRole('dialog').getByRole('button', { name: /./ }).first()).toBeVisible()
    await ines.press('Escape')
  })

  await test.step('a cell of the workload says what the week is made of; whose weeks are too long is a figure', async () => {
    await goesToTab(ines, 'nav.workload')
    await expect(page.getByRole('row').filter({ hasText: 'Lena' }).getByText(ines.w('wellbeing_told.over'))).toBeVisible()
    const cell = page.getByRole('table', { name: ines.w('workload.table') }).getByRole('row').filter({ hasText: 'Lena' }).getByRole('cell').first().getByRole('button')
    await cell.click()
    const why = page.getByRole('dialog', { name: ines.w('workload.why') })
    await expect(why.getByRole('heading', { level: 3 }).first()).toBeVisible()
    await ines.press('Escape')
  })

  await test.step('an estimate is given in the list of gaps, and the gap is gone', async () => {
    await goesToTab(ines, 'nav.gaps')
    const input = page.getByRole('textbox', { name: ines.w('gap.estimate_of') }).first()
    const name = await input.getAttribute('aria-label')
    await input.fill('3h')
    await input.press('Enter')
    await expect(page.getByRole('textbox', { name, exact: true })).toHaveCount(0)
    const title = name.slice(name.indexOf('“') + 1, name.lastIndexOf('”'))
    await expect.poll(async () => (await agency.owner.must('GET', `/tasks?filter=${encodeURIComponent(`estimate_min:180 "${title.replaceAll('"', '')}"`)}&limit=1`)).items.length).toBe(1)
  })
  await ines.leaves()
})
