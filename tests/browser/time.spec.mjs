// A day and a week of time as people live them: blocks become logged time with one click each, the timer runs, the week is
// handed in and decided; in English at a desk, in French on a phone, and once with the keyboard alone.
import { expect, test } from '@playwright/test'
import { Asker } from '../api/lib.mjs'
import { Person } from './person.mjs'
import { demoPassword, newAgency } from './screens.mjs'

const QUARTER = 15 * 60_000
const instant = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

/** A zone in which it is afternoon now, so that a day has a past and a rest whenever this runs. */
function afternoon() {
  const ahead = Math.max(-12, Math.min(14, 16 - new Date().getUTCHours()))
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

test.describe('time', () => {
  let agency
  const askers = []
  test.beforeAll(async () => {
    agency = await newAgency()
  })
  test.afterAll(async () => {
    for (const asker of askers) asker.close()
    await agency?.close()
  })

  /** Somebody of the agency at a browser, with the blocks of this day in their calendar. */
  async function comes(browser, name, look, blocks = 0) {
    const asker = new Asker(agency.server.url)
    askers.push(asker)
    await asker.signIn(`${name}@lanterne.example`, demoPassword)
    const person = await Person.arrive(browser, agency.server.url, look)
    await asker.must('PATCH', `/members/${asker.member.id}`, { locale: person.language, zone: afternoon(), auto_plan: false })
    const [cookie, value] = asker.cookie.split('=')
    await person.context.addCookies([{ name: cookie, value, url: agency.server.url }])
    const { items: tasks } = await asker.must('GET', `/tasks?filter=is:open%20due:any%20assignee:${asker.member.id}&sort=due&limit=20`)
    const now = Math.floor(Date.now() / QUARTER) * QUARTER
    // the latest is an hour and a half long, those before it an hour
    for (let i = 0; i < blocks; i++) {
      const start = now - (i === 0 ? 6 : 6 + 5 * i) * QUARTER
      await asker.must('POST', '/blocks', { member: asker.member.id, kind: 'task', task: tasks[i].id, start: instant(start), end: instant(start + (i === 0 ? 6 : 4) * QUARTER) })
    }
    const { items: before } = await asker.must('GET', `/entries?filter=member:${asker.member.id}&limit=1000&fields=id`)
    return Object.assign(person, { asker, tasks, known: new Set(before.map((entry) => entry.id)) })
  }
  const block = (person, task) => person.page.getByRole('region', { name: person.w('today.course') }).getByRole('listitem').filter({ has: person.page.getByText(task.title, { exact: true }) }).first()
  const logged = (person, task) => block(person, task).getByRole('textbox', { name: person.w('block.logged_of', { title: task.title }) })
  const line = (person, title) => person.page.getByRole('row').filter({ has: person.page.getByText(title, { exact: true }) })
  /** The week of somebody that waits, the latest of theirs. */
  const looksAtTheWeekOf = async (person, name) => {
    const waiting = person.page.getByRole('navigation', { name: person.w('sheet.waiting') })
    await waiting.getByRole('link').first().waitFor()
    const all = waiting.getByRole('button', { name: person.w('sheet.waiting_all') })
    if (await all.count()) await all.click()
    await waiting.getByRole('link', { name }).last().click()
  }
  const timer = (person) => person.page.getByRole('button', { name: new RegExp(`^${person.text('timer.runs')}: `) })
  const stop = (person) => person.page.getByRole('button', { name: person.w('timer.stop'), exact: true }).first()
  /** What was logged since they came. */
  const entriesOf = async (person) => (await person.asker.must('GET', `/entries?filter=member:${person.asker.member.id}&limit=1000`)).items.filter((entry) => !person.known.has(entry.id))

  test('days that are over, evenings, a timer that was forgotten, two things at once', async ({ browser }) => {
    const lena = await comes(browser, 'lena', { language: 'en' })
    const now = Date.now(), monday = new Date(now - (((new Date().getUTCDay() + 6) % 7) + 7) * 86_400_000).toISOString().slice(0, 10)

    await test.step('her evenings are said to her first, with why, and put aside for a week', async () => {
      await lena.opens('/today')
      const notes = lena.page.getByRole('region', { name: lena.w('wellbeing_word.title') })
      await expect(notes.getByText(/of the last 4 weeks/).first()).toBeVisible()
      await notes.getByRole('button', { name: lena.w('wellbeing_word.why') }).last().click()
      await expect(notes.getByRole('listitem').first()).toContainText('Week of')
      const hide = notes.getByRole('button', { name: lena.w('wellbeing_word.hide') })
      for (let left = await hide.count(); left > 0; left--) {
        await hide.first().click()
        await expect(hide).toHaveCount(left - 1)
      }
      expect((await lena.asker.must('GET', '/wellbeing')).notes.every((n) => n.hidden_until)).toBe(true)
    })

    await test.step('last week, planned against done; a day of it says what became of its list', async () => {
      await lena.opens(`/time?week=${monday}`)
      const table = lena.page.getByRole('region', { name: lena.w('days.title') }).getByRole('table')
      await expect(table.getByRole('row').nth(2)).toContainText('%')
      const days = (await lena.asker.must('GET', `/days?from=${monday}&until=${new Date(Date.parse(monday) + 4 * 86_400_000).toISOString().slice(0, 10)}`)).items.filter((d) => d.items.some((i) => i.title))
      const kept = days[0], item = kept.items.find((i) => i.title)
      await table.getByRole('link').nth((await table.getByRole('link').evaluateAll((links) => links.map((a) => a.getAttribute('href')))).indexOf(`/today?date=${kept.date}`)).click()
      const list = lena.page.getByRole('region', { name: lena.w('days.title') })
      await expect(list.getByText(item.title, { exact: true }).first()).toBeVisible()
      await expect(list.getByRole('listitem')).toHaveCount(kept.items.length + kept.unplanned.length)
    })

    await test.step('a timer that ran for thirteen hours asks when she comes back, and is discarded', async () => {
      await lena.asker.must('POST', '/timer/start', { task: lena.tasks[0].id, start: instant(now - 13 * 3_600_000) })
      await lena.opens('/week')
      const pane = lena.page.getByRole('dialog', { name: lena.w('timer.title') })
      await expect(pane.getByRole('button', { name: lena.w('timer.mend') })).toBeVisible()
      await pane.getByRole('button', { name: lena.w('timer.discard') }).click()
      await expect(timer(lena)).toHaveCount(0)
      await expect.poll(async () => (await entriesOf(lena)).length).toBe(0)
    })

    await test.step('two things at once are mended with a click', async () => {
      for (const [task, from, until] of [[lena.tasks[0], 4, 2], [lena.tasks[1], 3, 1]])
        await lena.asker.must('POST', '/entries', { task: task.id, start: instant(now - from * 3_600_000), end: instant(now - until * 3_600_000) })
      await lena.opens('/time')
      const mend = lena.page.getByRole('group', { name: lena.w('overlap.mend') })
      await mend.getByRole('button', { name: lena.w('overlap.end_first') }).click()
      await expect(mend).toHaveCount(0)
      await expect.poll(async () => (await entriesOf(lena)).map((e) => e.minutes).sort()).toEqual([120, 60])
    })
    for (const entry of await entriesOf(lena)) await lena.asker.must('DELETE', `/entries/${entry.id}`)
    await lena.leaves()
  })

  test('a day, the timer, and the week: in English, at a desk', async ({ browser }) => {
    test.setTimeout(180_000)
    const lena = await comes(browser, 'lena', { language: 'en' }, 2)
    const owen = await comes(browser, 'owen', { language: 'en' })
    const [first, second, third] = lena.tasks

    await test.step('Lena comes in: her day is the first thing she sees', async () => {
      await lena.opens('/')
      await expect(lena.sidebar.getByRole('link', { name: lena.w('nav.today') })).toHaveAttribute('aria-current', 'page')
      await expect(block(lena, first)).toBeVisible()
      await expect(block(lena, second)).toBeVisible()
    })

    await test.step('one click a block, and it is logged; a click too many is taken back', async () => {
      await block(lena, first).getByRole('button', { name: lena.w('block.log_of', { title: first.title }) }).click()
      await expect(logged(lena, first)).toHaveValue('1:30')
      await block(lena, second).getByRole('button', { name: lena.w('block.log_of', { title: second.title }) }).click()
      await expect(logged(lena, second)).toHaveValue('1:00')
      await lena.waitsForQuiet()
      await lena.press('Control+z')
      await expect(logged(lena, second)).toHaveCount(0)
      await block(lena, second).getByRole('button', { name: lena.w('block.log_of', { title: second.title }) }).click()
      await expect(logged(lena, second)).toHaveValue('1:00')
    })

    await test.step('it took longer than planned: she says so where it stands', async () => {
      await logged(lena, first).fill('1h45')
      await logged(lena, first).press('Enter')
      await expect.poll(async () => (await entriesOf(lena)).map((e) => e.minutes).sort()).toEqual([105, 60])
    })

    await test.step('the planner may fill her days: asked once', async () => {
      await lena.button('today.may_yes').click()
      await expect(lena.page.getByRole('heading', { name: lena.w('today.may') })).toHaveCount(0)
      await expect.poll(async () => (await lena.asker.must('GET', `/members/${lena.asker.member.id}`)).auto_plan).toBe(true)
      await lena.page.reload()
      await expect(block(lena, first)).toBeVisible()
      await expect(lena.page.getByRole('heading', { name: lena.w('today.may') })).toHaveCount(0)
    })

    await test.step('the timer runs from a task of the list, outlives a reload, and changes to another task', async () => {
      await lena.goesTo('nav.mine')
      await lena.row(third.title).hover()
      await lena.row(third.title).getByRole('button', { name: lena.w('timer.start_of', { title: third.title }) }).click()
      await expect(timer(lena)).toHaveAccessibleName(new RegExp(third.title.slice(0, 12)))
      await lena.waitsForQuiet()
      await lena.page.reload()
      await expect(timer(lena)).toBeVisible()
      await timer(lena).click()
      await lena.page.getByRole('combobox', { name: lena.w('timer.switch_to') }).fill(first.title.slice(0, 24))
      await lena.page.getByRole('option', { name: first.title }).first().click()
      await expect(timer(lena)).toHaveAccessibleName(new RegExp(first.title.slice(0, 12).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      await stop(lena).click()
      await expect(timer(lena)).toHaveCount(0)
      await expect.poll(async () => (await entriesOf(lena)).filter((e) => e.start && !e.end).length).toBe(0)
      expect((await entriesOf(lena)).map((e) => e.task).sort()).toEqual([first.id, first.id, second.id, third.id].sort())
    })

    await test.step('without a connection the timer starts all the same', async () => {
      await lena.context.setOffline(true)
      await lena.row(second.title).hover()
      await lena.row(second.title).getByRole('button', { name: lena.w('timer.start_of', { title: second.title }) }).click()
      await expect(timer(lena)).toBeVisible()
      await lena.context.setOffline(false)
      await expect.poll(async () => (await entriesOf(lena)).filter((e) => e.start && !e.end).map((e) => e.task), { timeout: 40_000 }).toEqual([second.id])
      await stop(lena).click()
      await expect.poll(async () => (await entriesOf(lena)).filter((e) => e.start && !e.end).length).toBe(0)
    })

    await test.step('the week stands in the grid; what is missing is typed, and the week handed in', async () => {
      await lena.goesTo('nav.time')
      await expect(line(lena, first.title)).toBeVisible()
      const cell = line(lena, second.title).getByRole('textbox').first()
      const before = (await entriesOf(lena)).length
      await cell.fill('lunch')
      await cell.press('Enter')
      await expect(cell).toHaveAttribute('aria-invalid', 'true')
      await cell.fill('2:15')
      await cell.press('Enter')
      await expect.poll(async () => (await entriesOf(lena)).filter((e) => e.task === second.id).reduce((sum, e) => sum + e.minutes, 0)).toBeGreaterThanOrEqual(135)
      expect((await entriesOf(lena)).length).toBeGreaterThanOrEqual(before)
      await lena.button('sheet.submit').click()
      await expect(lena.page.getByText(lena.text('sheet.is_submitted'))).toBeVisible()
      await expect(line(lena, second.title).getByRole('textbox')).toHaveCount(0)
    })

    await test.step('Owen sees that it waits, and approves it; Lena sees that', async () => {
      await owen.opens('/today')
      await owen.page.getByRole('link', { name: owen.w('today.approvals') }).click()
      await looksAtTheWeekOf(owen, /Lena/)
      await expect(line(owen, first.title)).toBeVisible()
      await owen.button('sheet.approve').click()
      await expect(owen.button('sheet.approve')).toHaveCount(0)
      await expect(lena.page.getByText(/Owen Brackley/)).toBeVisible()
    })
    await lena.leaves()
    await owen.leaves()
  })

  test('a day and a week on a phone, in French; the week comes back with a note', async ({ browser }) => {
    test.setTimeout(120_000)
    const ada = await comes(browser, 'ada', { language: 'fr', phone: true }, 1)
    const ines = await comes(browser, 'ines', { language: 'fr' })
    const [first] = ada.tasks

    await test.step('un clic, et c’est saisi', async () => {
      await ada.opens('/')
      await block(ada, first).getByRole('button', { name: ada.w('block.log_of', { title: first.title }) }).click()
      await expect(logged(ada, first)).toHaveValue('1:30')
      expect(await ada.overflow()).toBe(0)
    })
    await test.step('le chrono tourne et s’arrête', async () => {
      await block(ada, first).getByRole('button', { name: ada.w('block.menu', { title: first.title }) }).waitFor()
      await ada.button('timer.start').first().click()
      await ada.page.getByRole('option', { name: first.title }).first().click()
      await expect(timer(ada)).toBeVisible()
      await stop(ada).click()
      await expect(timer(ada)).toHaveCount(0)
      await ada.waitsForQuiet()
    })
    await test.step('la semaine est remise, puis renvoyée avec une note', async () => {
      await ada.goesTo('nav.time')
      await expect(ada.page.getByRole('radiogroup', { name: ada.w('sheet.days') })).toBeVisible()
      await expect(ada.page.getByRole('textbox', { name: new RegExp(first.title.slice(0, 10)) }).first()).toHaveValue('1:31')
      await ada.button('sheet.submit').click()
      await expect(ada.page.getByText(ada.text('sheet.is_submitted'))).toBeVisible()
      expect(await ada.overflow()).toBe(0)
      await ines.opens('/time')
      await looksAtTheWeekOf(ines, /Ada/)
      await ines.button('sheet.reject').click()
      await ines.page.getByRole('dialog').getByRole('textbox').fill('Il manque vendredi')
      await ines.page.getByRole('dialog').getByRole('button', { name: ines.w('sheet.reject') }).click()
      await expect(ada.page.getByText(/Il manque vendredi/)).toBeVisible()
      await expect(ada.button('sheet.submit')).toBeVisible()
    })
    await ada.leaves()
    await ines.leaves()
  })

  test('with the keyboard alone: a block, the timer, a line of the week', async ({ browser }) => {
    test.setTimeout(90_000)
    const owen = await comes(browser, 'owen', { language: 'en' }, 1)
    const [first, second] = owen.tasks
    await owen.opens('/everything')
    await owen.list.waitFor()
    await owen.press('g', 't')
    await expect(block(owen, first)).toBeVisible()
    await owen.press('l')
    await expect(logged(owen, first)).toHaveValue('1:30')
    await owen.press('w')
    await owen.page.getByRole('combobox', { name: owen.w('timer.on_what') }).waitFor()
    await owen.page.keyboard.type(second.title.slice(0, 24))
    await owen.page.getByRole('option', { name: second.title }).first().waitFor()
    await owen.press('Enter')
    await expect(timer(owen)).toBeVisible()
    await owen.press('Shift+W')
    await expect(timer(owen)).toHaveCount(0)
    await owen.waitsForQuiet()
    await owen.press('g', 'h')
    await expect(line(owen, first.title)).toBeVisible()
    await owen.press('n')
    await owen.page.getByRole('combobox', { name: owen.w('sheet.add_what') }).waitFor()
    await owen.page.keyboard.type('Lanterne')
    await owen.page.getByRole('option', { name: /Lanterne/ }).first().waitFor()
    await owen.press('Enter')
    await owen.page.waitForFunction(() => document.activeElement?.matches('input[data-cell]'))
    const added = await owen.page.evaluate(() => document.activeElement.dataset.cell.split('-').map(Number))
    await owen.page.keyboard.type('45m')
    await owen.press('Shift+Tab', 'Tab')
    await expect(owen.page.locator(`[data-cell="${added.join('-')}"]`)).toHaveValue('0:45')
    await owen.press('Delete')
    await expect(owen.page.locator(`[data-cell="${added.join('-')}"]`)).toHaveValue('')
    await owen.page.keyboard.type('1.5')
    await owen.press('Enter')
    await expect.poll(async () => (await entriesOf(owen)).filter((e) => !e.start).map((e) => e.minutes)).toEqual([90])
    await owen.leaves()
  })
})
