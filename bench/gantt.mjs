// gantt.mjs [TASKS]: how smoothly the Gantt moves with 5,000 tasks. Makes a workspace (20 clients, 40 projects, 12 people, a
// dependency for every second task), opens it in Chromium and looks at each frame while the chart is scrolled, zoomed and a bar is
// dragged with its consequences. APLOMB names the program, CHROMIUM the browser. Needs `scripts/setup test`.
import { chromium } from '../web/node_modules/playwright-core/index.mjs'
import { Asker, newPlace, password, sleep, startServer } from '../tests/api/lib.mjs'

const TASKS = +(process.argv[2] ?? 5000), CLIENTS = 20, PROJECTS = 40, PEOPLE = 12
const email = 'olga@example.org'

async function fill(server) {
  const owner = new Asker(server.url)
  const made = await owner.must('POST', '/setup', { workspace: 'Bench', name: 'Olga', email, password, locale: 'en', zone: 'Europe/Paris' })
  owner.csrf = made.csrf
  const people = [made.member.id]
  for (let i = 1; i < PEOPLE; i++) {
    const invite = await owner.must('POST', '/invites', { email: `p${i}@example.org`, name: `Person ${i}`, role: 'manager', clients: [] })
    const one = new Asker(server.url)
    people.push((await one.must('POST', '/invitation/accept', { token: new URL(invite.link).searchParams.get('token') ?? invite.link.split(/[=/]/).pop(), name: `Person ${i}`, password, locale: 'en', zone: 'Europe/Paris' })).member.id)
    one.close()
  }
  const clients = [], lists = []
  for (let i = 0; i < CLIENTS; i++) clients.push((await owner.must('POST', '/clients', { name: `Client ${i}` })).id)
  for (let i = 0; i < PROJECTS; i++) {
    const project = await owner.must('POST', '/projects', { client: clients[i % CLIENTS], name: `Project ${i}`, state: 'active' })
    lists.push(((await owner.must('GET', `/lists?filter=project:${project.id}`)).items[0] ?? (await owner.must('POST', '/lists', { project: project.id, name: 'Work' }))).id)
  }
  const batch = async (operations) => (await owner.must('POST', '/batch', { operations })).results.map((r) => r.body.id)
  const ids = []
  const day = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10)
  for (let at = 0; at < TASKS; at += 250) {
    ids.push(...(await batch(Array.from({ length: Math.min(250, TASKS - at) }, (_, k) => {
      const i = at + k
      return { method: 'POST', path: '/api/v1/tasks', body: {
        list: lists[Math.floor(i / (TASKS / PROJECTS))], title: `Task ${i} of the bench`, estimate_min: 30 + (i * 37) % 330, assignees: [people[i % PEOPLE]], due: i % 5 ? null : day(20 + (i * 13) % 300),
        ...(i % 40 === 39 ? { kind: 'milestone' } : {}) } }
    }))))
  }
  const links = ids.flatMap((id, i) => (i % 2 && i > 2 ? [{ method: 'POST', path: '/api/v1/dependencies', body: { task: id, predecessor: ids[i - 1] } }] : []))
  for (let at = 0; at < links.length; at += 250) await batch(links.slice(at, at + 250))
  for (let i = 0; i < 300 && !(await owner.must('GET', '/plan/tasks')).items.some((row) => row.finish); i++) await sleep(200)
  owner.close()
  return owner.cookie
}

/** In the page: the time between frames while `act` goes on. */
async function frames(page, name, act) {
  await page.evaluate(() => {
    const seen = (globalThis.seen = [])
    let last = performance.now()
    globalThis.watching = true
    const next = (now) => {
      seen.push(now - last)
      last = now
      if (globalThis.watching) requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
  })
  await act()
  const times = (await page.evaluate(() => { globalThis.watching = false; return globalThis.seen })).slice(2).sort((a, b) => a - b)
  const at = (share) => times[Math.floor((times.length - 1) * share)].toFixed(1)
  const sum = times.reduce((a, b) => a + b, 0)
  console.log(`${name.padEnd(34)} ${(times.length / sum * 1000).toFixed(1).padStart(5)} frames/s   median ${at(0.5)} ms   95 % ${at(0.95)} ms   worst ${at(1)} ms`)
}

const place = newPlace(), server = await startServer(place)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
try {
  const [name, value] = (await fill(server)).split('=')
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addCookies([{ name, value, url: server.url }])
  const page = await context.newPage()
  const before = Date.now()
  await page.goto(`${server.url}/everything?view=gantt`)
  await page.getByRole('row').nth(8).waitFor()
  console.log(`${TASKS} tasks; first rows after ${Date.now() - before} ms`)
  await page.waitForTimeout(6000)
  const turn = (dx, dy, n) => page.evaluate(([dx, dy, n]) => new Promise((done) => {
    const scroller = document.querySelector('main canvas').closest('div').parentElement.parentElement
    let i = 0
    const next = () => { scroller.scrollTop += dy; scroller.scrollLeft += dx; if (++i < n) requestAnimationFrame(next); else done() }
    requestAnimationFrame(next)
  }), [dx, dy, n])
  await frames(page, 'standing still', () => page.waitForTimeout(2000))
  await frames(page, 'scrolling down, 60 px a frame', () => turn(0, 60, 180))
  await frames(page, 'scrolling sideways, 20 px a frame', () => turn(20, 0, 120))
  await page.evaluate(() => { document.querySelector('main canvas').closest('div').parentElement.parentElement.scrollTop = 0 })
  await page.getByRole('button', { name: 'Today', exact: true }).click()
  const canvas = page.locator('main canvas'), box = await canvas.boundingBox()
  const zoom = async () => { for (let i = 0; i < 60; i++) { await page.keyboard.down('Control'); await page.mouse.move(box.x + 300, box.y + 300); await page.mouse.wheel(0, i < 30 ? -20 : 20); await page.keyboard.up('Control') } }
  await frames(page, 'zooming', zoom)
  await page.waitForTimeout(500)
  let found = null
  for (let y = box.y + 100; y < box.y + 700 && !found; y += 16) {
    for (let x = box.x + 4; x < box.x + box.width - 300; x += 6) {
      await page.mouse.move(x, y)
      if ((await canvas.evaluate((node) => node.style.cursor)) === 'grab') { found = { x, y }; break }
    }
  }
  if (!found) throw new Error('no bar on screen')
  await page.mouse.down()
  await frames(page, 'dragging a bar, with consequences', async () => { for (let i = 0; i < 200; i++) { await page.mouse.move(found.x + i, found.y); await page.waitForTimeout(8) } })
  console.log(`consequences: ${(await page.locator('section[data-state=open]').innerText()).split('\n').filter(Boolean).slice(2, 5).join(' | ')}`)
  await page.keyboard.press('Escape')
  await page.mouse.up()
} finally {
  await browser.close()
  await server.stop()
  place.remove()
}
