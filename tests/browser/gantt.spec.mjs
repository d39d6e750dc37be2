// The Gantt and the timeline, as a person uses them: what a drag would do, to promises of other clients too, is seen before it is
// dropped; Escape takes it back; dropped it is kept and can be undone; all of it from the keyboard; and in French.
import { expect, test } from '@playwright/test'
import { Asker, newPlace, password, sleep, startServer } from '../api/lib.mjs'
import { chart, feels, findsBar, findsDue, fingers, gripped, holds, live, opensGantt as opens, panel, pulls, row, undoes } from './charts.mjs'
import { Person } from './person.mjs'

const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10)
const email = 'olga@example.org'

/** Two clients, one person for both: what takes longer for the first comes later for the second. */
async function newAgency() {
  const place = newPlace()
  const server = await startServer(place)
  const owner = new Asker(server.url)
  const made = await owner.must('POST', '/setup', { workspace: 'Équilibre', name: 'Olga Petit', email, password, locale: 'en', zone: 'Europe/Paris' })
  owner.csrf = made.csrf
  owner.member = made.member
  const joins = async (mail, name, role, clients = []) => {
    const { link } = await owner.must('POST', '/invites', { email: mail, name, role, clients })
    const asker = new Asker(server.url)
    await asker.must('POST', '/invitation/accept', { token: new URL(link).searchParams.get('token') ?? link.split(/[=/]/).pop(), name, password, locale: 'en', zone: 'Europe/Paris' })
    asker.close()
  }
  await joins('kim@example.org', 'Kim Moreau', 'manager')
  const project = async (name) => {
    const client = await owner.must('POST', '/clients', { name })
    const row = await owner.must('POST', '/projects', { client: client.id, name: `${name} site`, state: 'active' })
    const list = (await owner.must('GET', `/lists?filter=project:${row.id}`)).items[0] ?? (await owner.must('POST', '/lists', { project: row.id, name: 'Work' }))
    return { client, row, task: (title, more) => owner.must('POST', '/tasks', { list: list.id, title, ...more }) }
  }
  const acme = await project('Acme'), zeta = await project('Zeta')
  await joins('lena@example.org', 'Lena Fischer', 'member', [acme.client.id])
  const mine = { assignees: [owner.member.id] }
  const wires = await acme.task('Wireframes', { ...mine, estimate_min: 960, priority: 1 })
  const build = await acme.task('Build', { ...mine, estimate_min: 480, priority: 1 })
  const text = await zeta.task('Text', { ...mine, estimate_min: 480, priority: 4 })
  const launch = await zeta.task('Zeta goes live', { kind: 'milestone', due: day(40) })
  await owner.must('POST', '/dependencies', { task: launch.id, predecessor: text.id })
  await owner.must('POST', '/dependencies', { task: text.id, predecessor: build.id })
  await owner.must('POST', '/dependencies', { task: build.id, predecessor: wires.id })
  const w = { place, server, owner, acme, zeta, wires, build, text, launch }
  w.planned = async (id) => (await owner.must('GET', `/plan/tasks?task=${id}`)).items[0]
  for (let i = 0; i < 100 && !(await w.planned(launch.id))?.finish; i++) await sleep(100)
  w.row = (task) => owner.must('GET', `/tasks/${task.id}`)
  w.close = async () => { owner.close(); await server.stop(); place.remove() }
  return w
}

const opensGantt = (p, title = 'Zeta goes live') => opens(p, title)

test.describe('the Gantt', () => {
  let agency, p
  test.beforeAll(async ({ browser }) => {
    agency = await newAgency()
    p = await Person.arrive(browser, agency.server.url)
    await p.signsIn(email)
  })
  test.afterAll(async () => {
    await p?.leaves()
    await agency?.close()
  })

  test('a bar that is held shows the milestone of another client slip; Escape takes it back, letting go keeps it, undo undoes it', async () => {
    await opensGantt(p)
    const before = await agency.row(agency.wires)
    await holds(p, 'Wireframes', 220)
    await expect(panel(p)).toContainText('Zeta goes live')
    await expect(panel(p).getByRole('img', { name: 'Zeta' })).toBeVisible()
    await expect(panel(p)).toContainText(/\+\d+ days?/)
    expect((await agency.row(agency.wires)).version).toBe(before.version)
    await p.press('Escape')
    await expect(panel(p)).toHaveCount(0)
    await p.page.mouse.up()
    await p.waitsForQuiet()
    expect(await agency.row(agency.wires)).toEqual(before)

    const planned = await agency.planned(agency.launch.id)
    await holds(p, 'Wireframes', 220)
    await expect(panel(p)).toContainText('Zeta goes live')
    await p.page.mouse.up()
    await expect.poll(async () => (await agency.row(agency.wires)).start).not.toBe(before.start)
    await expect.poll(async () => (await agency.planned(agency.launch.id)).finish > planned.finish).toBe(true)
    await undoes(p)
    await expect.poll(async () => (await agency.row(agency.wires)).start).toBe(before.start)
  })

  test('the page says what the server then plans', async () => {
    await opensGantt(p)
    await holds(p, 'Wireframes', 160)
    const told = (await panel(p).getByRole('listitem').filter({ hasText: 'Zeta goes live' }).locator('b').innerText()).trim()
    await p.page.mouse.up()
    await expect.poll(async () => (await agency.row(agency.wires)).start).not.toBeNull()
    await p.waitsForQuiet(1500)
    await expect(row(p, 'Zeta goes live').getByRole('gridcell').nth(2)).toContainText(told)
    await undoes(p)
    await expect.poll(async () => (await agency.row(agency.wires)).start).toBeNull()
  })

  test('the end of a bar is its estimate', async () => {
    await opensGantt(p)
    await holds(p, 'Wireframes', 120, 'ew-resize')
    await expect(panel(p)).toContainText(p.text('gantt.estimate_change').split(':')[0])
    await p.page.mouse.up()
    await expect.poll(async () => (await agency.row(agency.wires)).estimate_min).toBeGreaterThan(960)
    await undoes(p)
    await expect.poll(async () => (await agency.row(agency.wires)).estimate_min).toBe(960)
  })

  test('a line from bar to bar makes one wait for the other; a circle is refused with its path', async () => {
    const other = await agency.acme.task('Photographs', { assignees: [agency.owner.member.id], estimate_min: 480, priority: 4 })
    for (let i = 0; i < 100 && !(await agency.planned(other.id))?.finish; i++) await sleep(100)
    await opensGantt(p)
    const to = await findsBar(p, 'Photographs')
    const from = await findsBar(p, 'Wireframes')
    const edge = async (x, y) => {
      for (; x < 1438; x += 2) if (await feels(p, x, y, 'crosshair')) return x + 1
      throw new Error('no end')
    }
    const x = await edge(from.x, from.y)
    await p.page.mouse.move(x, from.y)
    await p.page.mouse.down()
    await p.page.mouse.move(x + 6, from.y + 6)
    await p.page.mouse.move(to.x + 1, to.y, { steps: 6 })
    await expect(panel(p)).toContainText('Wireframes')
    await p.page.mouse.up()
    const links = async () => (await agency.owner.must('GET', `/dependencies?filter=task:${other.id}`)).items
    await expect.poll(async () => (await links()).length).toBe(1)
    expect((await links())[0]).toMatchObject({ predecessor: agency.wires.id, kind: 'finish_start' })

    // and the other way round: it would wait for itself. First the bars have to be where the plan with the link puts them
    await expect.poll(async () => (await agency.planned(other.id)).start >= (await agency.planned(agency.wires.id)).finish, { timeout: 20_000 }).toBe(true)
    await p.waitsForQuiet(1500)
    const back = await findsBar(p, 'Photographs'), target = await findsBar(p, 'Wireframes')
    const end = await edge(back.x, back.y)
    await p.page.mouse.move(end, back.y)
    await p.page.mouse.down()
    await p.page.mouse.move(end + 6, back.y - 6)
    await p.page.mouse.move(target.x + 1, target.y, { steps: 6 })
    await expect(panel(p)).toContainText(/Wireframes.*Photographs.*Wireframes|Photographs.*Wireframes.*Photographs/)
    await p.page.mouse.up()
    await p.waitsForQuiet()
    expect((await agency.owner.must('GET', `/dependencies?filter=task:${agency.wires.id}`)).items).toEqual([])
    await agency.owner.must('DELETE', `/tasks/${other.id}`)
  })

  test('a line is chosen with the pointer and taken away with Delete, seen first', async () => {
    await opensGantt(p)
    const links = async () => (await agency.owner.must('GET', `/dependencies?filter=task:${agency.build.id}`)).items
    const at = await row(p, 'Wireframes').boundingBox(), box = await chart(p).boundingBox()
    let x = box.x + 8
    while (x < box.x + box.width && !(await feels(p, x, at.y + at.height, 'pointer'))) x += 2
    await p.page.mouse.click(x, at.y + at.height)
    await p.press('Delete')
    await expect(panel(p)).toContainText('No longer waits for “Wireframes”')
    expect((await links()).length).toBe(1)
    await p.press('Enter')
    await expect.poll(async () => (await links()).length).toBe(0)
    await undoes(p)
    await expect.poll(async () => (await links()).length).toBe(1)
  })

  test('a due mark is dragged', async () => {
    await agency.owner.must('PATCH', `/tasks/${agency.build.id}`, { due: day(30) })
    await opensGantt(p)
    await pulls(p, await findsDue(p, await row(p, 'Build').boundingBox()), -64)
    await expect(panel(p)).toContainText(p.text('gantt.due_change').split(':')[0])
    await p.page.mouse.up()
    await expect.poll(async () => (await agency.row(agency.build)).due < day(30)).toBe(true)
    await undoes(p)
    await expect.poll(async () => (await agency.row(agency.build)).due).toBe(day(30))
    await agency.owner.must('PATCH', `/tasks/${agency.build.id}`, { due: null })
  })

  test('a project’s due mark is dragged, and moved with keys', async () => {
    const due = async () => (await agency.owner.must('GET', `/projects/${agency.acme.row.id}`)).due
    await agency.owner.must('PATCH', `/projects/${agency.acme.row.id}`, { due: day(30) })
    await opensGantt(p)
    const project = p.page.getByRole('treegrid').getByRole('row').filter({ hasText: 'Acme site' })
    await pulls(p, await findsDue(p, await project.boundingBox()), -64)
    await expect(panel(p)).toContainText('Acme site')
    await expect(panel(p)).toContainText(p.text('gantt.due_change').split(':')[0])
    await p.press('Escape')
    await p.page.mouse.up()
    await expect(panel(p)).toHaveCount(0)
    expect(await due()).toBe(day(30))
    await project.click()
    await p.press('d', 'ArrowLeft', 'ArrowLeft', 'Enter')
    await expect.poll(due).toBe(day(28))
    await undoes(p)
    await expect.poll(due).toBe(day(30))
    await agency.owner.must('PATCH', `/projects/${agency.acme.row.id}`, { due: null })
  })

  test('a task with subtasks takes the open ones along, in one step', async () => {
    const whole = await agency.acme.task('Photo library', { priority: 4 })
    const parts = []
    for (const title of ['Choose', 'Retouch']) parts.push(await agency.owner.must('POST', '/tasks', { parent: whole.id, title, assignees: [agency.owner.member.id], estimate_min: 240, priority: 4 }))
    await expect.poll(async () => (await agency.planned(parts[1].id))?.finish ?? null).not.toBeNull()
    await opensGantt(p)
    await holds(p, 'Photo library', 160)
    await expect(panel(p)).toContainText(/2 open subtasks \d+ days later/)
    await p.page.mouse.up()
    const starts = async () => Promise.all(parts.map(async (part) => (await agency.row(part)).start !== null))
    await expect.poll(starts).toEqual([true, true])
    await undoes(p)
    await expect.poll(starts).toEqual([false, false])
    await p.waitsForQuiet(1200)
    await row(p, 'Photo library').click({ position: { x: 4, y: 4 } })
    await p.press('Alt+ArrowRight')
    await expect(live(p)).toContainText('2 open subtasks 1 day later')
    await p.press('Escape')
    await expect(live(p)).toHaveText(p.text('gantt.taken_back'))
    await agency.owner.must('DELETE', `/tasks/${whole.id}`)
  })

  test('with fingers: two zoom, one that rests takes hold', async ({ browser }) => {
    const phone = await Person.arrive(browser, agency.server.url, { phone: true })
    await phone.context.addCookies(await p.context.cookies())
    await opensGantt(phone, 'Wireframes')
    const touch = await fingers(phone), zoom = () => phone.page.evaluate(() => Number(localStorage.getItem('gantt-zoom')))
    const box = await chart(phone).boundingBox(), before = await zoom(), y = box.y + 200
    await touch.down([box.x + 80, y], [box.x + 120, y])
    for (const by of [10, 20, 30]) await touch.move([box.x + 80 - by, y], [box.x + 120 + by, y])
    await touch.up()
    await expect.poll(zoom).toBeGreaterThan(before * 1.5)
    await phone.button('gantt.fit').click()
    await phone.waitsForQuiet(200)

    const at = await findsBar(phone, 'Wireframes')
    await touch.down([at.x, at.y])
    await expect.poll(() => gripped(phone)).toBe('grabbing')
    for (let i = 1; i <= 8; i++) await touch.move([at.x + i * 12, at.y])
    await expect(panel(phone)).toContainText('Zeta goes live')
    await touch.up()
    await expect.poll(async () => (await agency.row(agency.wires)).start).not.toBeNull()
    await undoes(phone)
    await expect.poll(async () => (await agency.row(agency.wires)).start).toBeNull()
    await phone.leaves()
  })

  test('the table is as wide as somebody makes it, also next time', async () => {
    await opensGantt(p)
    const border = p.page.getByRole('separator', { name: p.w('gantt.resize') })
    const width = async () => Number(await border.getAttribute('aria-valuenow'))
    const before = await width()
    await border.focus()
    await p.press('ArrowRight', 'ArrowRight')
    await expect.poll(width).toBe(before + 48)
    await p.page.reload()
    await expect.poll(width).toBe(before + 48)
    await border.dblclick()
    await expect.poll(width).toBe(before)
  })

  test('everything from the keyboard: move, resize, due date, link and unlink, and it is said aloud', async () => {
    await opensGantt(p)
    const table = p.page.getByRole('treegrid')
    await table.focus()
    const to = async (title) => {
      await p.press('Home')
      for (let i = 0; i < 12 && !(await row(p, title).getAttribute('aria-selected') === 'true'); i++) await p.press('ArrowDown')
      await expect(row(p, title)).toHaveAttribute('aria-selected', 'true')
    }
    await to('Wireframes')
    await p.press('Alt+ArrowRight', 'Alt+ArrowRight', 'Alt+ArrowRight', 'Alt+ArrowRight', 'Alt+ArrowRight')
    await expect(panel(p)).toContainText('Zeta goes live')
    await expect(live(p)).toContainText('Zeta goes live, Zeta')
    await p.press('Escape')
    await expect(live(p)).toHaveText(p.text('gantt.taken_back'))
    expect((await agency.row(agency.wires)).start).toBeNull()

    await p.press('Alt+Shift+ArrowRight', 'Alt+Shift+ArrowRight', 'Enter')
    await expect.poll(async () => (await agency.row(agency.wires)).estimate_min).toBe(1020)
    await p.waitsForQuiet(1200)
    await to('Build')
    await p.press('d', 'ArrowRight', 'Enter')
    await expect.poll(async () => (await agency.row(agency.build)).due).not.toBeNull()

    await to('Zeta goes live')
    await p.press('l')
    const dialog = p.page.getByRole('dialog')
    await dialog.getByRole('button', { name: p.w('dependency.remove') }).first().click()
    const links = async () => (await agency.owner.must('GET', `/dependencies?filter=task:${agency.launch.id}`)).items
    await expect.poll(async () => (await links()).length).toBe(0)
    await p.press('l')
    await dialog.getByLabel(p.w('dependency.search')).first().fill('Text')
    await dialog.getByRole('button', { name: /Text/ }).first().click()
    await dialog.getByRole('button', { name: p.w('gantt.link'), exact: true }).click()
    await expect.poll(async () => (await links())[0]?.predecessor).toBe(agency.text.id)
  })

  test('rows fold, zoom goes from hours to years, and the picture can be had as SVG', async () => {
    await opensGantt(p)
    await p.page.getByRole('treegrid').focus()
    await p.press('Home', 'ArrowLeft')
    await expect(row(p, 'Wireframes')).toHaveCount(0)
    await p.press('ArrowRight')
    await expect(row(p, 'Wireframes')).toBeVisible()
    for (let i = 0; i < 14; i++) await p.press('+')
    for (let i = 0; i < 30; i++) await p.press('-')
    await p.press('0')
    const download = p.page.waitForEvent('download')
    await p.button('gantt.export').click()
    await p.menuItem('gantt.svg').click()
    const stream = await (await download).createReadStream()
    let svg = ''
    for await (const part of stream) svg += part
    expect(svg).toMatch(/^<svg /)
    for (const title of ['Wireframes', 'Zeta goes live', 'Acme']) expect(svg).toContain(title)
  })

  test('who sees one client learns that promises of another move, and not whose', async ({ browser }) => {
    const lena = await Person.arrive(browser, agency.server.url)
    await lena.signsIn('lena@example.org')
    await opensGantt(lena, 'Build')
    await holds(lena, 'Wireframes', 220)
    await expect(panel(lena)).toContainText(/Another client: 1 promise later, by up to \d+ days/)
    await expect(panel(lena)).not.toContainText('Zeta')
    await lena.press('Escape')
    await lena.page.mouse.up()
    await lena.leaves()
  })

  test('in French', async ({ browser }) => {
    await agency.owner.must('PATCH', `/members/${agency.owner.member.id}`, { locale: 'fr' })
    const olga = await Person.arrive(browser, agency.server.url, { language: 'fr' })
    await olga.signsIn(email)
    await opensGantt(olga)
    await holds(olga, 'Wireframes', 220)
    await expect(panel(olga)).toContainText('Zeta goes live')
    await expect(panel(olga)).toContainText(/Pas avant\s: aucune →/)
    await olga.press('Escape')
    await olga.page.mouse.up()
    await olga.leaves()
    await agency.owner.must('PATCH', `/members/${agency.owner.member.id}`, { locale: 'en' })
  })

  test('the timeline: a task is given to another person, seen first, kept with Enter', async () => {
    await p.opens('/everything?view=timeline')
    const table = p.page.getByRole('treegrid')
    await expect(table.getByRole('row').filter({ hasText: 'Olga Petit' })).toBeVisible()
    await p.waitsForQuiet(600)
    await table.focus()
    await p.press('Home')
    for (let i = 0; i < 4 && !(await table.getByRole('row', { selected: true }).filter({ hasText: 'Olga Petit' }).count()); i++) await p.press('ArrowDown')
    for (let i = 0; i < 6 && !(await table.getByRole('row', { selected: true }).filter({ hasText: 'Build' }).count()); i++) await p.press('ArrowRight')
    await p.press('Alt+ArrowUp', 'Alt+ArrowUp')
    await expect(panel(p)).toContainText('Kim Moreau')
    expect((await agency.row(agency.build)).assignees).toEqual([agency.owner.member.id])
    await p.press('Enter')
    await expect.poll(async () => (await agency.row(agency.build)).assignees[0]).not.toBe(agency.owner.member.id)
    await undoes(p)
    await expect.poll(async () => (await agency.row(agency.build)).assignees).toEqual([agency.owner.member.id])

    // and with the mouse, from row to row
    await p.waitsForQuiet(1200)
    const person = (name) => table.getByRole('row').filter({ hasText: name }).first().boundingBox()
    const olga = await person('Olga Petit'), kim = await person('Kim Moreau'), box = await chart(p).boundingBox()
    const y = olga.y + 17
    let x = box.x + 8
    while (x < box.x + box.width && !(await feels(p, x, y, 'grab'))) x += 4
    await p.page.mouse.move(x + 4, y)
    await p.page.mouse.down()
    await p.page.mouse.move(x + 6, kim.y + kim.height / 2, { steps: 8 })
    await expect(panel(p)).toContainText('Kim Moreau')
    await p.press('Escape')
    await p.page.mouse.up()
    await expect(panel(p)).toHaveCount(0)
  })
})
