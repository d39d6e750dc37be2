// Every page and dialog of the application, with how a person gets there: a table for what looks at all of them (axe, the
// pictures). `at` is the address; `then` what is done there. `bare`: nobody is signed in; `member`: not the owner, but who has some of the clients.
import { Asker, newPlace, run, startServer } from '../api/lib.mjs'
import { Person } from './person.mjs'

export const demoPassword = 'lanterne-demo'
export const demoOwner = 'ines@lanterne.example'
export const demoMember = 'lena@lanterne.example'

const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10)

const QUARTER = 15 * 60_000
const instant = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

/** The owner's own day: what is planned, fixed, done and elsewhere; time of the week, and time off. */
async function fillTheDay(owner, list, task) {
  const member = owner.member.id
  const made = []
  for (const [title, estimate_min] of [['Offer for the spring campaign', 120], ['Read the contract of the studio', 45], ['Answer the tender of the region before the committee meets', 240]])
    made.push(await owner.must('POST', '/tasks', { list: list.id, title, assignees: [member], estimate_min, due: day(6) }))
  await owner.must('POST', '/tasks', { list: list.id, title: 'Without an estimate', assignees: [member] })
  const now = Math.floor(Date.now() / QUARTER) * QUARTER
  const blocks = []
  for (const [from, until, of] of [[-8, -4, made[0]], [-4, -2, made[1]], [-1, 5, task]])
    blocks.push(await owner.must('POST', '/blocks', { member, kind: 'task', task: of.id, start: instant(now + from * QUARTER), end: instant(now + until * QUARTER) }))
  await owner.must('POST', '/blocks', { member, kind: 'busy', title: 'Dentist', start: instant(now + 6 * QUARTER), end: instant(now + 8 * QUARTER) })
  await owner.must('POST', '/blocks/log', { block: blocks[0].id })
  for (const back of [0, 1, 2]) await owner.must('POST', '/entries', { member, task: task.id, date: day(-back), minutes: 75, note: back ? null : 'Second round with the client' })
  await owner.must('POST', '/entries', { member, task: made[1].id, start: instant(now - 9 * QUARTER), end: instant(now - 6 * QUARTER) })
  await owner.must('POST', '/time_off', { member, first: day(30), last: day(34), kind: 'vacation', note: 'In the mountains' })
  await owner.must('POST', '/overtime', { member, first: day(2), last: day(5), day_min: 60 })
  const calendar = await owner.must('POST', '/outside_calendars', { name: 'Appointments', url: 'https://127.0.0.1/private.ics' })
  await owner.ask('POST', `/outside_calendars/${calendar.id}/fetch`, {})
}

/** The demo agency on a server of its own, and what the screens speak of. */
export async function newAgency() {
  const place = newPlace()
  const made = await run(place, ['demo', '--seed', '7'])
  if (made.status !== 0) throw new Error(`aplomb demo: ${made.stderr}`)
  const server = await startServer(place)
  const owner = new Asker(server.url)
  await owner.signIn(demoOwner, demoPassword)
  const one = async (path) => (await owner.must('GET', path)).items[0]
  const task = await one('/tasks?filter=is:open%20assignee:any%20is:blocked&limit=1&sort=-due')
  const project = await owner.must('GET', `/projects/${task.project}`)
  const client = await owner.must('GET', `/clients/${task.client}`)
  const list = await owner.must('GET', `/lists/${task.list}`)
  const view = await owner.must('POST', '/views', {
    name: 'Urgent across clients', kind: 'list', filter: 'is:open priority:1', group_by: 'client', columns: ['client', 'project', 'due', 'assignees'], shared: true,
  })
  const invite = await owner.must('POST', '/invites', { email: 'new@lanterne.example', name: 'Noé Nouveau', role: 'member', clients: [client.id] })
  const gone = await owner.must('POST', '/tasks', { list: list.id, title: 'Deleted by mistake' })
  await owner.must('DELETE', `/tasks/${gone.id}`)
  await owner.must('POST', '/comments', {
    task: task.id, body: 'The first draft is **nearly there**. Still open:\n\n1. the colours\n2. the texts for `contact`\n\n> Please keep it short.',
  })
  await owner.put(`/attachments/upload?task=${task.id}&name=Brief%20v2.pdf`, Buffer.alloc(84_000, 1))
  const checklists = [{ id: '1', name: 'Before it goes out', items: ['Numbers', 'Texts', 'Pictures'].map((text, i) => ({ id: `1-${i}`, text, done: i === 0 })) }]
  await owner.must('PATCH', `/tasks/${task.id}`, { checklists, description: 'What the client wants, in three lines.\n\n- on **every** page\n- in both languages\n- before the summer', tags: ['launch', 'site'] })
  const upload = await owner.put('/imports/upload?source=csv&name=tasks.csv', Buffer.from('Title,Due,Status\nCall the printer,03/04/2027,todo\nSend the proofs,05/06/2027,done\n'))
  // asked each time: the plan goes on, and what was in conflict a minute ago may fit now
  const conflict = async () => {
    const { items } = await owner.must('GET', '/plan/conflicts')
    const open = items.filter(({ options }) => options.length > 1)
    return (open.find(({ hard }) => hard) ?? open[0]).id
  }
  const away = (await owner.must('GET', '/members')).items.find(({ role }) => role === 'member')
  const scenario = await owner.must('POST', '/scenarios', {
    name: 'Somebody is away, one project waits', changes: [{ kind: 'away', member: away.id, first: day(14), last: day(18) }, { kind: 'hold', project: project.id }],
  })
  await owner.must('POST', '/allocations', { project: project.id, role: 'Illustrator', first: day(7), last: day(60), week_min: 840 })
  await fillTheDay(owner, list, task)
  const shown = await owner.must('GET', `/tasks/${task.id}`)
  const contested = await owner.must('POST', '/tasks', { list: list.id, title: 'What two people change at once', assignees: [owner.member.id] })
  const elsewhere = (await owner.must('GET', '/projects?limit=100')).items.find((other) => other.client !== task.client && !other.archived)
  const [offer] = (await owner.must('GET', '/booking_pages')).items
  const designer = (await owner.must('GET', '/members')).items.find((m) => m.name.startsWith('Lena'))
  const member = new Asker(server.url)
  await member.signIn(demoMember, demoPassword)
  return {
    place, server, owner, member, contested, elsewhere, client, project, list, view, scenario, conflict, task: shown, designer, offer, link: new URL(invite.link), upload: upload.body,
    async close() {
      owner.close()
      member.close()
      await server.stop()
      place.remove()
    },
  }
}

/** Somebody who is signed in at the agency, the owner unless said otherwise. look as for Person.arrive. */
export async function visit(browser, agency, look, who = agency.owner) {
  const person = await Person.arrive(browser, agency.server.url, look)
  await who.must('PATCH', `/members/${who.member.id}`, { locale: person.language, theme: 'system' })
  const { cookie } = who
  const [name, value] = cookie.split('=')
  await person.context.addCookies([{ name, value, url: agency.server.url }])
  return person
}

const dialogCalled = (key) => async (p) => p.page.getByRole('dialog', { name: p.w(key) }).waitFor()
const palette = (text) => async (p) => {
  await p.page.getByRole('main').waitFor()
  await p.searches(text)
  await p.page.waitForTimeout(400)
}
const placeMenu = (key) => async (p) => {
  await p.button('view.menu').click()
  await p.menuItem(key).click()
  await p.dialog.waitFor()
}
/** The same title is changed here, without a connection, and elsewhere. */
async function changesAtOnce(p, w) {
  await p.page.getByRole('heading', { name: /./ }).getByRole('button').first().waitFor()
  await p.context.setOffline(true)
  await p.renames(w.contested.title, 'Mine')
  await w.owner.must('PATCH', `/tasks/${w.contested.id}`, { title: `Theirs ${p.language}` })
  await p.context.setOffline(false)
  await dialogCalled('conflict.title')(p)
}
/** Moves the task to a project of another client: what that means is said first. */
async function movesAcross(p, w) {
  await p.button('task.menu').click()
  await p.menuItem('action.move').click()
  await p.dialog.getByRole('button', { name: new RegExp(`^${p.text('word.project')}`) }).click()
  await p.page.keyboard.type(w.elsewhere.name)
  await p.page.getByRole('option', { name: w.elsewhere.name }).first().click()
  await p.dialog.getByRole('button', { name: p.w('action.move') }).click()
  await dialogCalled('border.title')(p)
}
const cell = (column) => async (p, w) => {
  await p.list.waitFor()
  await p.press('Home', 'j')
  await p.press({ status: 's', assignees: 'a', priority: 'p', due: 'd', tags: 't' }[column])
  await p.page.getByRole('dialog').waitFor()
}
/** The first task of a chart, past the rows that hold others. */
async function firstTask(p) {
  await p.press('Home')
  for (let i = 0; i < 4; i++) await p.press('ArrowDown')
}
/** A bar moved by keys: its consequences are shown, and not kept. */
async function tried(p) {
  await p.list.waitFor()
  await p.waitsForQuiet(600)
  await p.list.focus()
  await firstTask(p)
  await p.press('Alt+ArrowRight', 'Alt+ArrowRight')
  await p.page.getByRole('region', { name: p.w('gantt.consequences') }).waitFor()
}
const project = (w) => `/p/${w.project.id}`
/** Of somebody who has much to do: the owner looks at the designer's. */
const tuesday = day((9 - new Date().getUTCDay()) % 7 || 7)
const busyWeek = (w) => `/week?member=${w.designer.id}&date=${tuesday}`
const week = (p) => p.page.getByRole('group', { name: p.w('week.days') }).waitFor()

const course = (p) => p.page.getByRole('region', { name: p.w('today.course') }).getByRole('listitem').first().waitFor()
const runningTimer = (p) => p.page.getByRole('button', { name: new RegExp(`^${p.text('timer.runs')}: `) })

/** A stranger takes the last time that is offered. */
async function books(p) {
  await p.button('book.day_free').last().click()
  await p.page.getByRole('list').getByRole('button').last().click()
  await p.field('book.your_name').fill('Paul Visiteur')
  await p.field('book.your_email').fill('paul@visitor.example')
  await p.button('book.do').click()
  await p.page.getByRole('heading', { name: p.w('book.booked') }).waitFor()
}

export const screens = [
  { name: 'sign-in', at: () => '/', bare: true },
  { name: 'invitation', at: (w) => w.link.pathname + w.link.search, bare: true },
  { name: 'portfolio', at: () => '/portfolio', picture: true },
  { name: 'portfolio-group', at: () => '/portfolio?group=health' },
  { name: 'everything', at: () => '/everything', picture: true },
  { name: 'everything-grouped', at: () => '/everything?group=client', picture: true },
  { name: 'everything-plain', at: () => '/everything?group=none&sort=-due' },
  { name: 'everything-board', at: () => '/everything?view=board', picture: true },
  { name: 'board-by-person', at: () => '/everything?view=board&group=assignee' },
  { name: 'everything-calendar', at: () => '/everything?view=calendar', then: (p) => p.page.getByRole('grid').waitFor(), picture: true },
  { name: 'calendar-more', at: () => '/everything?view=calendar', desktop: true, then: async (p) => { await p.button('month.more').first().click(); await p.page.getByRole('dialog').waitFor() }, picture: true },
  { name: 'calendar-undated', at: () => '/everything?view=calendar', then: async (p) => { await p.button('month.undated').click(); await p.page.getByRole('region', { name: p.w('month.undated') }).waitFor() } },
  { name: 'gantt', at: () => '/everything?view=gantt', then: (p) => p.page.getByRole('treegrid').waitFor(), picture: true },
  { name: 'gantt-project', at: (w) => `${project(w)}?view=gantt`, then: (p) => p.page.getByRole('treegrid').waitFor(), picture: true },
  { name: 'gantt-tried', at: (w) => `/everything?view=gantt`, desktop: true, then: tried, after: (p) => p.press('Escape'), picture: true },
  { name: 'gantt-link', at: (w) => `${project(w)}?view=gantt`, desktop: true, then: async (p) => { await p.list.focus(); await firstTask(p); await p.press('l'); await p.dialog.waitFor() }, picture: true },
  { name: 'timeline', at: () => '/everything?view=timeline', then: (p) => p.page.getByRole('treegrid').waitFor(), picture: true },
  { name: 'mine', at: () => '/mine', picture: true },
  { name: 'week', at: busyWeek, then: week, picture: true },
  { name: 'week-all-days', at: (w) => `${busyWeek(w)}&days=7`, desktop: true, then: week },
  { name: 'week-day', at: (w) => `${busyWeek(w)}&days=1`, desktop: true, then: week },
  { name: 'week-empty', at: () => '/week?date=2031-03-03', then: week },
  { name: 'week-block', at: busyWeek, then: async (p) => { await week(p); await p.page.getByRole('group', { name: p.w('week.days') }).getByRole('button').nth(1).click(); await p.dialog.waitFor() }, picture: true },
  { name: 'week-new-block', at: busyWeek, then: async (p) => { await week(p); await p.press('n'); await dialogCalled('week.new_block')(p) } },
  { name: 'week-new-routine', at: busyWeek, then: async (p) => { await week(p); await p.button('week.add').click(); await p.menuItem('week.new_routine').click(); await dialogCalled('week.new_routine')(p) } },
  { name: 'week-tasks', at: busyWeek, phone: true, then: async (p) => { await week(p); await p.button('week.tray').click(); await p.page.getByRole('region', { name: p.w('week.tray') }).waitFor() }, picture: true },
  { name: 'today', at: () => '/today', then: course, picture: true },
  { name: 'today-why', at: () => '/today', then: async (p) => { await course(p); await p.page.getByRole('complementary', { name: p.w('today.beside') }).getByRole('button', { name: p.w('block.why_of') }).first().click(); await p.page.getByRole('tooltip').waitFor() } },
  { name: 'today-menu', at: () => '/today', then: async (p) => { await course(p); await p.button('block.menu').first().click(); await p.menu.waitFor() } },
  { name: 'today-load', at: () => '/today', then: async (p) => { await p.page.getByRole('region', { name: p.w('wellbeing_word.title') }).getByRole('button', { name: p.w('wellbeing_word.why') }).first().click() } },
  { name: 'today-past', at: () => `/today?date=${day(-1)}`, then: (p) => p.page.getByRole('region', { name: p.w('days.title') }).waitFor() },
  { name: 'today-empty', at: () => '/today?date=2031-03-02' },
  { name: 'timer', at: () => '/everything', desktop: true, then: async (p) => { await p.list.waitFor(); await p.press('w'); await p.page.getByRole('combobox', { name: p.w('timer.on_what') }).waitFor() }, after: (p) => p.press('Escape') },
  { name: 'timer-runs', at: () => '/today', then: async (p) => { await course(p); await p.button('timer.start_of').first().click(); await runningTimer(p).click(); await p.page.getByRole('combobox', { name: p.w('timer.switch_to') }).waitFor() }, after: async (p) => { await p.press('Escape'); await p.press('Shift+W'); await runningTimer(p).waitFor({ state: 'detached' }) }, picture: true },
  { name: 'time', at: () => '/time', then: (p) => p.page.getByRole('textbox').first().waitFor(), picture: true },
  { name: 'time-cell', at: () => '/time', desktop: true, then: async (p) => { await p.page.getByRole('table').getByRole('textbox').first().click(); await p.page.getByRole('region', { name: p.w('sheet.cell') }).waitFor() } },
  { name: 'time-add', at: () => '/time', then: async (p) => { await p.button('sheet.add').click(); await p.page.getByRole('combobox', { name: p.w('sheet.add_what') }).waitFor() } },
  { name: 'time-handed-in', at: (w) => `/time?member=${w.designer.id}&week=${day(-7)}`, picture: true },
  { name: 'time-empty', at: () => '/time?week=2031-03-03', then: (p) => p.page.getByRole('heading', { name: p.w('sheet.empty') }).waitFor() },
  { name: 'task-time', at: (w) => `/t/${w.task.id}`, then: async (p) => { await p.button('entry.add').click(); await p.page.getByRole('textbox', { name: p.w('entry.time') }).waitFor() } },
  { name: 'client', at: (w) => `/c/${w.client.key}`, picture: true },
  { name: 'client-record', at: (w) => `/client/${w.client.key}`, picture: true },
  { name: 'project', at: project, picture: true },
  { name: 'project-board', at: (w) => `${project(w)}?view=board`, picture: true },
  { name: 'project-record', at: (w) => `/project/${w.project.id}`, picture: true },
  { name: 'list', at: (w) => `/l/${w.list.id}` },
  { name: 'view', at: (w) => `/v/${w.view.id}` },
  { name: 'task-panel', at: (w) => `${project(w)}?task=${w.task.id}`, then: (p, w) => p.page.getByRole('heading', { name: w.task.title }).waitFor(), picture: true },
  { name: 'task-beside-board', at: (w) => `${project(w)}?view=board&task=${w.task.id}`, then: (p, w) => p.page.getByRole('heading', { name: w.task.title }).waitFor() },
  { name: 'task-page', at: (w) => `/t/${w.task.id}`, then: (p, w) => p.page.getByRole('heading', { name: w.task.title }).waitFor(), picture: true },
  { name: 'task-history', at: (w) => `/t/${w.task.id}`, then: async (p) => (await p.readsHistory()).getByRole('listitem').first().waitFor() },
  { name: 'settings', at: () => '/settings' },
  ...['account', 'sessions', 'tokens', 'people', 'workspace', 'activities', 'fields', 'templates', 'export', 'about'].map((part) => ({
    name: `settings-${part}`, at: () => `/settings/${part}`, picture: part === 'people' || part === 'account',
  })),
  ...['hours', 'limits', 'routines', 'time_off', 'holidays', 'calendars'].map((part) => ({ name: `settings-${part}`, at: () => `/settings/${part}`, picture: part === 'hours' })),
  { name: 'hours-set', at: () => '/settings/hours', then: async (p) => { await p.button('hours.copy_of').first().click(); await p.menu.waitFor() } },
  ...['planner', 'skills', 'equipment'].map((part) => ({ name: `settings-${part}`, at: () => `/settings/${part}` })),
  { name: 'priorities', at: () => '/priorities', then: (p) => p.page.getByRole('table', { name: p.w('nav.priorities') }).waitFor(), picture: true },
  { name: 'priorities-why', at: () => '/priorities', then: async (p) => { await p.page.getByRole('table', { name: p.w('nav.priorities') }).getByRole('row').nth(1).getByRole('button').first().click(); await p.page.getByRole('tooltip').waitFor() } },
  { name: 'priorities-matrix', at: () => '/priorities?as=matrix', then: (p) => p.page.getByRole('region', { name: p.w('quadrant.do') }).waitFor(), picture: true },
  { name: 'matrix-move', at: () => '/priorities?as=matrix', then: async (p) => { await p.button('matrix.move').first().click(); await p.page.getByRole('menuitem').first().click(); await p.dialog.waitFor() } },
  { name: 'weights', at: () => '/priorities', then: async (p) => { await p.button('weights.title').click(); await p.page.getByRole('slider').first().waitFor() } },
  { name: 'priorities-task', at: (w) => `/priorities?task=${w.task.id}`, desktop: true, then: (p, w) => p.page.getByRole('heading', { name: w.task.title }).waitFor(), picture: true },
  { name: 'conflicts', at: () => '/conflicts', picture: true },
  { name: 'conflict', at: async (w) => `/conflicts/${await w.conflict()}`, then: (p) => p.button('clash.compare').waitFor() },
  { name: 'conflict-ways', at: async (w) => `/conflicts/${await w.conflict()}`, then: async (p) => { await p.button('clash.compare').click(); await p.button('compare.keep_of').first().waitFor() }, picture: true },
  { name: 'conflict-keep', at: async (w) => `/conflicts/${await w.conflict()}`, then: async (p) => { await p.button('clash.compare').click(); await p.button('compare.keep_of').first().click(); await p.dialog.waitFor() } },
  { name: 'scenarios', at: () => '/scenarios' },
  { name: 'scenario', at: (w) => `/scenarios/${w.scenario.id}`, then: (p) => p.page.getByRole('table').waitFor(), picture: true },
  { name: 'scenario-builder', at: (w) => `/scenarios/${w.scenario.id}`, then: async (p) => { await p.button('scenario.add').click(); await p.menuItem('change_kind.due').click(); await p.page.getByRole('form').waitFor() } },
  { name: 'workload', at: () => '/workload', then: (p) => p.page.getByRole('heading', { name: p.w('allocation.title') }).waitFor(), picture: true },
  { name: 'workload-why', at: () => '/workload', desktop: true, then: async (p) => { await p.page.getByRole('table').getByRole('row').nth(5).getByRole('button').first().click(); await p.dialog.waitFor() }, picture: true },
  { name: 'allocate', at: () => '/workload', then: async (p) => { await p.button('allocation.new').click(); await p.dialog.waitFor() } },
  { name: 'shares', at: () => '/shares', picture: true },
  { name: 'gaps', at: () => '/gaps', picture: true },
  { name: 'trash', at: () => '/trash', picture: true },
  { name: 'import', at: () => '/import', picture: true },
  { name: 'import-question', at: (w) => `/import/${w.upload.id}`, then: (p) => p.importTable.waitFor(), picture: true },
  { name: 'missing', at: () => '/p/00000000-0000-7000-8000-000000000000' },
  { name: 'filter-empty', at: () => '/everything?filter=zzzzzz' },
  { name: 'filter-wrong', at: () => '/everything?filter=client:zzzzzz' },
  { name: 'drawer', at: () => '/everything', phone: true, then: (p) => p.button('nav.open').click(), picture: true },
  { name: 'folded', at: () => '/everything', desktop: true, then: (p) => p.button('nav.fold').click(), after: (p) => p.button('nav.unfold').click() },
  { name: 'account-menu', at: () => '/everything', then: (p) => p.opensAccountMenu(), picture: true },
  { name: 'palette', at: () => '/everything', then: palette(''), picture: true },
  { name: 'palette-found', at: () => '/everything', then: palette('site') },
  { name: 'keys', at: () => '/everything', then: async (p) => { await p.list.waitFor(); await p.press('?'); await dialogCalled('nav.keys')(p) }, picture: true },
  { name: 'new-task', at: () => '/everything', then: async (p) => { await p.list.waitFor(); await p.press('c'); await dialogCalled('task.new')(p) }, picture: true },
  { name: 'new-client', at: () => '/portfolio', then: async (p) => { await p.button('client.new').last().click(); await dialogCalled('client.new')(p) }, picture: true },
  { name: 'edit-client', at: (w) => `/c/${w.client.key}`, then: placeMenu('client.edit') },
  { name: 'new-project', at: (w) => `/c/${w.client.key}`, then: placeMenu('project.new') },
  { name: 'new-list', at: project, then: placeMenu('list.new') },
  { name: 'save-view', at: project, then: placeMenu('view.save_new') },
  { name: 'move', at: () => '/everything', then: async (p) => { await p.list.waitFor(); await p.press('Home', 'j', 'm'); await p.dialog.waitFor() }, picture: true },
  { name: 'edit-status', at: project, desktop: true, then: cell('status') },
  { name: 'edit-due', at: project, desktop: true, then: cell('due'), picture: true },
  { name: 'edit-assignees', at: project, desktop: true, then: cell('assignees') },
  { name: 'edit-tags', at: project, desktop: true, then: cell('tags') },
  { name: 'selection', at: project, desktop: true, then: async (p) => { await p.list.waitFor(); await p.press('Home', 'j', ' ', 'j', ' ') }, picture: true },
  { name: 'new-dependency', at: (w) => `/t/${w.task.id}`, then: async (p) => { await p.button('word.dependency').click(); await p.page.getByRole('textbox', { name: p.w('dependency.search') }).waitFor() } },
  { name: 'task-menu', at: (w) => `/t/${w.task.id}`, then: async (p) => { await p.button('task.menu').click(); await p.menu.waitFor() } },
  { name: 'invite', at: () => '/settings/people', then: async (p) => { await p.button('people.invite').click(); await p.dialog.waitFor() }, picture: true },
  { name: 'group-menu', at: () => '/everything', then: async (p) => { await p.page.getByTitle(p.w('group.by'), { exact: true }).click(); await p.menu.waitFor() } },
  { name: 'filter-help', at: () => '/everything', then: async (p) => { await p.page.getByRole('combobox', { name: p.w('filter.label') }).click(); await p.page.getByRole('listbox').waitFor() } },
  { name: 'booking', at: () => '/settings/booking', then: async (p) => { await p.button('bookings.edit').first().click(); await p.field('bookings.minutes').waitFor() }, picture: true },
  { name: 'book', at: (w) => `/book/${w.offer.token}`, bare: true, then: (p) => p.page.getByRole('heading', { name: p.w('book.pick_day') }).waitFor(), picture: true },
  { name: 'book-who', at: (w) => `/book/${w.offer.token}`, bare: true, then: async (p) => { await p.page.getByRole('list').getByRole('button').first().click(); await p.button('book.do').click(); await p.page.getByText(p.text('book.required')).waitFor() } },
  { name: 'booked', at: (w) => `/book/${w.offer.token}`, bare: true, then: books, picture: true },
  { name: 'book-gone', at: () => '/book/AAAAAAAAAAAAAAAAAAAAAA', bare: true, then: (p) => p.page.getByRole('heading', { name: p.w('book.gone') }).waitFor() },
  { name: 'border', at: (w) => `/t/${w.task.id}`, then: movesAcross, after: (p) => p.press('Escape') },
  { name: 'conflict-of-edits', at: (w) => `/t/${w.contested.id}`, then: changesAtOnce, after: async (p, w) => { await p.press('Escape'); await w.owner.must('PATCH', `/tasks/${w.contested.id}`, { title: w.contested.title }) } },
  ...['today', 'everything', 'workload', 'priorities', 'conflicts', 'scenarios', 'settings'].map((page) => ({ name: `member-${page}`, at: () => `/${page}`, member: true })),
  { name: 'offline', at: () => '/everything', then: async (p) => { await p.list.waitFor(); await p.context.setOffline(true); await p.page.getByText(p.text('offline.text')).waitFor({ timeout: 20_000 }) }, after: (p) => p.context.setOffline(false), picture: true },
]

/** Goes to a screen and waits until it is quiet. */
export async function show(person, agency, screen) {
  await person.opens(await screen.at(agency))
  await person.page.getByRole('main').waitFor()
  await screen.then?.(person, agency)
  await person.waitsForQuiet()
}

export const shownOn = (screen, phone) => !(phone ? screen.desktop : screen.phone)
