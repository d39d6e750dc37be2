// What a first visit costs: every byte that comes over the wire, with gzip, until the first task is on the screen. From the
// same machine the server sends its data as it is; here it counts as it goes over a network, compressed at level 1.
import { expect, test } from '@playwright/test'
import { gzipSync } from 'node:zlib'
import { newAgency, visit } from './screens.mjs'

const BUDGET = 200_000

/** Remembers when the first row of a list came, in the page's own time. */
const watchFirstRow = () => {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('[role=row] [role=gridcell] input[type=checkbox]')) return
    globalThis.firstRow = performance.timeOrigin + performance.now()
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
}

let agency
test.afterEach(() => agency?.close())

for (const language of ['en', 'fr']) {
  test(`a first visit is under ${BUDGET / 1000} kB: ${language}`, async ({ browser }) => {
    agency = await newAgency()
    const person = await visit(browser, agency, { language })
    await person.context.setExtraHTTPHeaders({ 'Accept-Encoding': 'gzip' })
    await person.page.addInitScript(watchFirstRow)
    const replies = []
    person.page.on('response', (response) => replies.push(response))
    await person.opens('/everything')
    await expect(person.list.getByRole('row').filter({ has: person.page.getByRole('checkbox') }).first()).toBeVisible()
    await person.waitsForQuiet()
    const firstRow = await person.page.evaluate(() => globalThis.firstRow)
    const table = []
    for (const reply of replies) {
      const { pathname } = new URL(reply.url())
      if (await reply.finished()) continue
      const { startTime, responseEnd } = reply.request().timing()
      // The typeface may come a moment later, and changes the letters then: it always counts.
      if (startTime + responseEnd > firstRow && !/\.woff2$/.test(pathname)) continue
      const headers = await reply.allHeaders()
      const { responseBodySize } = await reply.request().sizes()
      const bytes = /json/.test(headers['content-type']) && !headers['content-encoding'] ? gzipSync(await reply.body(), { level: 1 }).length : responseBodySize
      table.push({ pathname, bytes, plain: /\.(js|css)$/.test(pathname) && headers['content-encoding'] !== 'gzip' })
    }
    const sum = table.reduce((all, { bytes }) => all + bytes, 0)
    table.sort((a, b) => b.bytes - a.bytes)
    console.log(`${sum} bytes in ${table.length} answers; the largest: ${table.slice(0, 6).map((row) => `${row.pathname} ${row.bytes}`).join(', ')}`)
    expect(table.filter(({ pathname }) => /\/tasks$/.test(pathname)), 'the tasks are counted').not.toEqual([])
    expect(table.filter(({ plain }) => plain), 'scripts and styles come compressed').toEqual([])
    expect(sum).toBeLessThan(BUDGET)
    await person.leaves()
  })
}
