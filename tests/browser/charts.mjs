// The Gantt and the timeline under a hand: bars are found as an eye does, along the row of their name, until the pointer says that
// they can be taken.
import { expect } from '@playwright/test'

/** The row of a task, by its own name and not by the names of what it waits for. */
export const row = (p, title) => p.page.getByRole('treegrid').getByRole('row').filter({ has: p.page.getByRole('button', { name: title, exact: true }) })
export const chart = (p) => p.page.locator('main canvas')
export const gripped = (p) => chart(p).evaluate((node) => node.style.cursor)
export const live = (p) => p.page.locator('main p[role=status][aria-live]')
export const panel = (p) => p.page.getByRole('region', { name: p.w('gantt.consequences') })

/** Does the pointer say that, there? It says so in the frame after it moved. */
export async function feels(p, x, y, cursor) {
  await p.page.mouse.move(x, y)
  if ((await gripped(p)) !== cursor) return false
  await p.page.waitForTimeout(60)
  return (await gripped(p)) === cursor
}
export async function findsBar(p, title, cursor = 'grab') {
  const at = await row(p, title).boundingBox(), box = await chart(p).boundingBox()
  const y = at.y + at.height / 2
  for (let x = box.x + 8; x < box.x + box.width; x += 2) if (await feels(p, x, y, cursor)) return { x: x + 1, y }
  throw new Error(`no bar of ${title} (${cursor})`)
}
/** The last thing in a row that can be pulled: its due mark. */
export async function findsDue(p, at) {
  const box = await chart(p).boundingBox()
  let x = box.x + box.width - 90
  while (x > box.x && !(await feels(p, x, at.y + at.height / 2, 'ew-resize'))) x -= 2
  return { x, y: at.y + at.height / 2 }
}
export async function pulls(p, { x, y }, pixels) {
  await p.page.mouse.down()
  for (let i = 1; i <= 8; i++) await p.page.mouse.move(x + (pixels * i) / 8, y)
}
export async function holds(p, title, pixels, cursor) {
  const at = await findsBar(p, title, cursor)
  await pulls(p, at, pixels)
  return at
}
/** What was done is undone once the page knows that it was. */
export async function undoes(p) {
  await expect(p.button('action.undo').last()).toBeVisible()
  await p.press('Control+z')
}
export async function opensGantt(p, title, path = '/everything?view=gantt') {
  await p.opens(path)
  await expect(row(p, title)).toBeVisible()
  await p.waitsForQuiet(400)
  await expect(p.page.getByText(p.w('gantt.no_engine'))).toHaveCount(0)
  await p.button('gantt.fit').click()
  await p.waitsForQuiet(200)
}
/** Fingers, as the browser's own events: a list of points each. */
export async function fingers(p) {
  const session = await p.context.newCDPSession(p.page)
  const send = (type) => (...points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) })
  return { down: send('touchStart'), move: send('touchMove'), up: () => session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }) }
}
