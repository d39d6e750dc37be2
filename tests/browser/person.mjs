// Somebody at a browser. Its verbs are what a person would say they do; inside, things are found as a screen reader finds
// them: by role and name, in the language the person reads. No class names, no addresses of the API.
import { expect } from '@playwright/test'
import { password } from '../api/lib.mjs'
import { plain, words } from './words.mjs'

/** What a page must never do, whoever looks at it. Refusals by the server are part of life; errors of the page are not. */
function watch(page, faults) {
  page.on('pageerror', (error) => faults.push(`error in the page: ${error.stack ?? error}`))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !/Failed to load resource|net::ERR_|WebSocket connection/.test(text)) faults.push(`console: ${text}`)
    if (/Content Security Policy/.test(text)) faults.push(`console: ${text}`)
  })
}

/** Counts the requests that are under way. */
function countRequests(page) {
  const count = { now: 0, since: Date.now() }
  const change = (by) => () => {
    count.now += by
    count.since = Date.now()
  }
  page.on('request', change(1))
  page.on('requestfinished', change(-1))
  page.on('requestfailed', change(-1))
  return count
}

export class Person {
  /** Opens a browser window of their own. look: {width, height, dark, language, phone} */
  static async arrive(browser, url, look = {}) {
    const language = look.language ?? 'en'
    const phone = look.phone ?? false
    const context = await browser.newContext({
      baseURL: url, locale: language === 'fr' ? 'fr-FR' : 'en-GB', timezoneId: 'Europe/Paris', reducedMotion: 'reduce',
      colorScheme: look.dark ? 'dark' : 'light', acceptDownloads: true, hasTouch: phone,
      viewport: phone ? { width: 390, height: look.height ?? 844 } : { width: look.width ?? 1440, height: look.height ?? 900 },
    })
    const person = new Person()
    Object.assign(person, { context, browser, url, language, phone, faults: [] })
    person.page = await context.newPage()
    person.page.setDefaultTimeout(10_000)
    watch(person.page, person.faults)
    person.requests = countRequests(person.page)
    return person
  }

  async leaves() {
    await this.context.close()
    expect(this.faults, 'errors in the page').toEqual([])
  }

  // ---- words and things ----

  /** The words of a key, as a pattern. */
  w(key, args) {
    return words(this.language)(key, args)
  }
  text(key) {
    return plain(this.language)(key)
  }
  button(key, args) {
    return this.page.getByRole('button', { name: this.w(key, args) })
  }
  link(key, args) {
    return this.page.getByRole('link', { name: this.w(key, args) })
  }
  field(key, args) {
    return this.page.getByLabel(this.w(key, args))
  }
  get menu() {
    return this.page.getByRole('menu')
  }
  get dialog() {
    return this.page.getByRole('dialog')
  }
  get panel() {
    return this.page.getByRole('complementary', { name: this.w('panel.label') })
  }
  get list() {
    return this.page.getByRole('treegrid')
  }
  get board() {
    return this.page.getByRole('group', { name: this.w('view_kind.board') })
  }
  /** The row of a task. Lists are virtual: only rows near the window are there. */
  row(title) {
    return this.list.getByRole('row').filter({ has: this.page.getByText(title, { exact: true }) })
  }
  card(title) {
    return this.board.getByRole('button', { name: new RegExp(`^${literal(title)}`) })
  }
  column(key) {
    return this.board.getByRole('region', { name: this.w('board.column', { name: this.text(key) }) })
  }
  /** How many tasks the column says it has. */
  async countIn(key) {
    return Number((await this.column(key).getAttribute('aria-label')).replace(/^.*: /, '').replace(/[^\d]/g, ''))
  }
  get message() {
    return this.page.getByRole('status').last()
  }
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  /** Until there was no request for a moment, nothing moves and the letters are there. */
  async waitsForQuiet(ms = 150) {
    const until = Date.now() + 10_000
    while (Date.now() < until && (this.requests.now > 0 || Date.now() - this.requests.since < ms)) await this.page.waitForTimeout(30)
    await this.page.evaluate(() => document.fonts.ready)
    await this.page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))))
  }

  // ---- coming and going ----

  async opens(path) {
    await this.page.goto(path)
  }
  async makesTheWorkspace(workspace, name, email) {
    await this.opens('/')
    await this.field('setup.workspace').fill(workspace)
    await this.field('setup.name').fill(name)
    await this.field('label.email').fill(email)
    await this.field('label.password').fill(password)
    await this.button('setup.do').click()
    await expect(this.sidebar).toBeVisible()
  }
  async signsIn(email) {
    await this.opens('/')
    await this.field('label.email').fill(email)
    await this.field('label.password').fill(password)
    await this.button('sign_in.do').click()
    await expect(this.sidebar).toBeAttached()
  }
  async accepts(link, name, email) {
    const { pathname, search } = new URL(link)
    await this.opens(pathname + search)
    await this.field('setup.name').fill(name)
    await this.field('label.email').fill(email)
    await this.field('label.password').fill(password)
    await this.button('invitation.do').click()
    await expect(this.sidebar).toBeAttached()
  }
  async seesPlace(key) {
    await expect(this.page.getByRole('heading', { level: 1, name: this.w(key) })).toBeVisible()
  }
  get sidebar() {
    return this.page.getByRole('navigation', { name: this.w('nav.main') })
  }
  async goesTo(name) {
    if (this.phone) await this.button('nav.open').click()
    await this.sidebar.getByRole('link', { name: typeof name === 'string' && /^nav\./.test(name) ? this.w(name) : name }).first().click()
  }
  async opensAccountMenu() {
    if (this.phone) await this.button('nav.open').click()
    await this.sidebar.getByRole('button', { name: this.text('nav.me') }).click()
  }
  /** An item of the open menu: its words, or a name as it stands. Keys may stand behind it. */
  menuItem(key) {
    return this.page.getByRole('menuitem', { name: new RegExp(`^${literal(key.includes('.') ? this.text(key) : key)}`) }).first()
  }
  async choosesInAccountMenu(...keys) {
    await this.opensAccountMenu()
    for (const [i, key] of keys.entries()) {
      await this.menuItem(key).click()
      if (i < keys.length - 1) await expect(this.menu).toHaveCount(2)
    }
    await expect(this.menu).toHaveCount(0)
  }

  // ---- looking at work ----

  async looksAt(kind) {
    await this.page.getByRole('navigation', { name: this.w('view.tabs') }).getByRole('link', { name: this.w(`view_kind.${kind}`) }).click()
    await expect(kind === 'board' ? this.board : this.list).toBeVisible()
  }
  /** The number beside the heading: how many tasks are shown. */
  async seesTasks(n) {
    await expect(this.page.getByTitle(this.w('list.count')).first()).toHaveText(this.number(n))
  }
  number(n) {
    return new Intl.NumberFormat(this.language === 'fr' ? 'fr-FR' : 'en-GB').format(n)
  }
  async removesFilter(term) {
    await this.page.getByRole('button', { name: this.w('filter.remove', { term }) }).click()
  }
  async filters(text) {
    const box = this.page.getByRole('combobox', { name: this.w('filter.label') })
    await box.fill(text)
    await box.press('Enter')
  }
  async clearsFilters() {
    const removers = this.page.getByRole('button', { name: this.w('filter.remove') })
    while (await removers.count()) await removers.first().click()
  }
  async groupsBy(what) {
    await this.page.getByTitle(this.w('group.by'), { exact: true }).click()
    await this.menuItem(`group.${what}`).click()
  }
  async sortsBy(what) {
    await this.page.getByTitle(this.w('sort.by'), { exact: true }).click()
    await this.menuItem(`sort.${what}`).click()
  }
  /** What stands in the rows on screen, in order. */
  async titlesOnScreen() {
    const boxes = await this.list.getByRole('checkbox').all()
    const [before, after] = this.text('list.select').split('{title}')
    const names = await Promise.all(boxes.map((box) => box.getAttribute('aria-label')))
    return names.map((name) => name.slice(before.length, name.length - after.length))
  }

  // ---- changing work in the list ----

  /** Opens the editor of a cell: status, assignees, due, priority, tags … */
  async editsCell(title, column) {
    const row = this.row(title)
    await (column === 'status' ? row.getByRole('button', { name: this.w('list.status_of', { title }) }) : this.cell(title, column)).click()
  }
  /** The cell says its column and its value: "Due: 3 March". */
  cell(title, column) {
    return this.row(title).getByRole('button', { name: new RegExp(`^${literal(this.text(`column.${column}`))}:`) })
  }
  async picks(option) {
    await this.page.getByRole('option', { name: option }).first().click()
  }
  async selects(...titles) {
    for (const title of titles) {
      await this.row(title).hover()
      await this.row(title).getByRole('checkbox').click()
    }
  }
  async adds(title, { project } = {}) {
    await this.press('c')
    const dialog = this.page.getByRole('dialog', { name: this.w('task.new') })
    await dialog.getByRole('textbox', { name: this.w('label.title') }).fill(title)
    if (project) {
      await dialog.getByRole('button', { name: new RegExp(`^${literal(this.text('word.project'))}`) }).click()
      await this.page.getByRole('combobox', { name: this.w('word.project') }).fill(project)
      await this.picks(new RegExp(literal(project)))
    }
    await dialog.getByRole('button', { name: this.w('action.create') }).click()
    await expect(dialog).toHaveCount(0)
  }

  // ---- the board ----

  /** With the mouse, as a person drags. */
  async drags(title, columnKey) {
    const from = await this.card(title).boundingBox()
    const to = await this.column(columnKey).boundingBox()
    const mouse = this.page.mouse
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2)
    await mouse.down()
    await mouse.move(from.x + from.width / 2 + 12, from.y + from.height / 2 + 6, { steps: 4 })
    await mouse.move(to.x + to.width / 2, to.y + Math.min(to.height / 2, 160), { steps: 12 })
    await mouse.move(to.x + to.width / 2 + 2, to.y + Math.min(to.height / 2, 160) + 2, { steps: 2 })
    await mouse.up()
  }
  /** From the keyboard: the card has the focus, Shift and an arrow carry it. */
  async carries(title, arrow) {
    await this.card(title).focus()
    await this.press(`Shift+${arrow}`)
  }

  // ---- one task ----

  async opensTask(title) {
    await this.board.or(this.list).waitFor()
    if (await this.board.count()) await this.card(title).click()
    else await this.row(title).getByText(title, { exact: true }).first().click()
    await expect(this.panel.getByRole('heading', { level: 2, name: title })).toBeVisible()
  }
  async closesTask() {
    await this.panel.getByRole('button', { name: this.w('action.close') }).first().click()
    await expect(this.panel).toHaveCount(0)
  }
  get commentBox() {
    return this.panel.getByRole('textbox', { name: this.w('comment.write') })
  }
  async comments(text) {
    await this.commentBox.fill(text)
    await this.panel.getByRole('button', { name: this.w('comment.send'), exact: true }).last().click()
  }
  async attaches(name, bytes) {
    const chooser = this.page.waitForEvent('filechooser')
    await this.panel.getByRole('button', { name: this.w('word.file') }).click()
    await (await chooser).setFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })
    await expect(this.panel.getByRole('link', { name })).toBeVisible()
  }
  async makesChecklist(...items) {
    await this.panel.getByRole('button', { name: this.w('word.checklist') }).click()
    const entry = this.panel.getByRole('textbox', { name: this.w('checklist.add_item') })
    for (const item of items) {
      await entry.fill(item)
      await entry.press('Enter')
    }
    await entry.press('Escape')
  }
  async ticks(item) {
    await this.panel.getByRole('checkbox', { name: item }).check()
  }
  /** "This task waits for that one." */
  async makesItWaitFor(title) {
    await this.panel.getByRole('button', { name: this.w('word.dependency') }).click()
    await this.page.getByRole('textbox', { name: this.w('dependency.search') }).fill(title)
    await this.page.getByRole('dialog', { name: this.w('dependency.add') }).getByRole('button', { name: title }).first().click()
  }
  async setsDate(column, day) {
    await this.panel.getByRole('button', { name: new RegExp(`^${literal(this.text(`column.${column}`))}:`) }).click()
    const typed = this.page.getByRole('textbox', { name: this.w('date.type') })
    await typed.fill(day)
    await typed.press('Enter')
  }
  async renames(title, to) {
    await this.page.getByRole('heading', { name: title }).getByRole('button').click()
    const field = this.page.getByRole('textbox', { name: this.w('label.title') })
    await field.fill(to)
    await field.press('Enter')
  }
  async readsHistory() {
    await this.page.getByRole('tab', { name: this.w('task.history') }).click()
    return this.page.getByRole('tabpanel')
  }
  async taskMenu(key) {
    await this.panel.getByRole('button', { name: this.w('task.menu') }).click()
    await this.menuItem(key).click()
  }

  // ---- people, import, export ----

  /** The link that lets somebody in. */
  async invites(name, { clients = [] } = {}) {
    await this.choosesInAccountMenu('nav.settings')
    await this.link('settings_part.people').click()
    await this.button('people.invite').click()
    const dialog = this.page.getByRole('dialog', { name: this.w('people.invite') })
    await dialog.getByRole('textbox', { name: this.w('label.name') }).fill(name)
    for (const client of clients) {
      await dialog.getByRole('button', { name: this.w('people.add_client') }).click()
      await this.page.getByRole('option', { name: client }).click()
      await this.press('Escape')
    }
    await dialog.getByRole('button', { name: this.w('people.make_link') }).click()
    const link = this.page.getByRole('textbox', { name: this.w('people.link_for', { name }) })
    await expect(link).toHaveValue(/^https?:/)
    return link.inputValue()
  }
  /** The path of the downloaded file. */
  async exports() {
    await this.choosesInAccountMenu('nav.settings')
    await this.link('settings_part.export').click()
    const download = this.page.waitForEvent('download', { timeout: 60_000 })
    await this.link('export.do').click()
    return (await download).path()
  }

  /** Gives a file to the import page, which reads it and says what would happen. */
  async beginsImport(path, source = 'auto') {
    await this.opensAccountMenu()
    await this.menuItem('nav.import').click()
    await this.page.getByRole('radio', { name: this.w(`import_source.${source}`) }).click()
    const chooser = this.page.waitForEvent('filechooser')
    await this.button('importing.choose').click()
    await (await chooser).setFiles(path)
    await expect(this.importTable).toBeVisible({ timeout: 30_000 })
  }
  get importTable() {
    return this.page.getByRole('group', { name: this.w('import_part.overview') }).getByRole('table')
  }
  /** One number of the table of what would be, or was, taken: outcome is new, updated, unchanged, not taken. */
  async seesImported(resource, outcome, n) {
    const column = ['created', 'updated', 'unchanged', 'skipped'].indexOf(outcome)
    const row = this.importTable.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: this.w(`import_resource.${resource}`) }) })
    await expect(row.getByRole('cell').nth(column)).toHaveText(this.number(n), { timeout: 60_000 })
  }
  /** A part of the check: clients, projects, people, statuses, sample … */
  async looksAtImport(part) {
    await this.page.getByRole('radiogroup', { name: this.w('importing.parts') }).getByRole('radio', { name: this.text(`import_part.${part}`) }).click()
  }
  async runsImport() {
    await this.button('importing.start').click()
    await expect(this.button('importing.see')).toBeVisible({ timeout: 60_000 })
  }

  // ---- what the eye sees ----

  /** 0 black … 1 white, of the ground of the page. */
  brightness() {
    return this.page.evaluate(() => {
      const canvas = new OffscreenCanvas(1, 1).getContext('2d')
      canvas.fillStyle = getComputedStyle(document.body).backgroundColor
      canvas.fillRect(0, 0, 1, 1)
      const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data
      return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255
    })
  }
  /** How many pixels the page is wider than the window. */
  overflow() {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  }

  // ---- finding ----

  async searches(text) {
    await this.press('Control+k')
    const box = this.page.getByRole('combobox', { name: this.w('palette.placeholder') })
    await box.fill(text)
    return this.page.getByRole('listbox', { name: this.w('palette.open') })
  }
  async commands(text) {
    const found = await this.searches(text)
    await found.getByRole('option', { name: text }).first().click()
  }
}

export const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
