// Pictures of the application over the demo agency, for looking at: 1440 × 900 and 390 × 844, light and dark, English and French.
//   node tests/browser/shots.mjs [--only everything,portfolio] [--look light-desktop-en] [--readme]
// Into tests/browser/out/shots/<screen>-<theme>-<size>-<language>.png; --readme makes docs/pictures alone.
// APLOMB is the program; build/aplomb without it.
import { chromium } from '@playwright/test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../api/lib.mjs'
import config from './playwright.config.mjs'
import { Person } from './person.mjs'
import { newAgency, screens, show, shownOn, visit } from './screens.mjs'

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, look: { type: 'string', default: '' }, readme: { type: 'boolean', default: false } },
})
const out = join(root, 'tests/browser/out/shots')
mkdirSync(out, { recursive: true })
const only = options.only.split(',').filter(Boolean)
const nameOf = (look) => `${look.dark ? 'dark' : 'light'}-${look.phone ? 'phone' : 'desktop'}-${look.language}`
const looks = ['en', 'fr'].flatMap((language) => [false, true].flatMap((dark) => [false, true].map((phone) => ({ language, dark, phone }))))

const agency = await newAgency()
const browser = await chromium.launch(config.use.launchOptions)
let failed = 0
try {
  if (options.readme) await readme()
  else for (const look of looks) if (!options.look || options.look.split(',').includes(nameOf(look))) await album(look)
} finally {
  await browser.close()
  await agency.close()
}
process.exit(failed ? 1 : 0)

async function album(look) {
  const person = await visit(browser, agency, look)
  const member = await visit(browser, agency, look, agency.member)
  const nobody = await Person.arrive(browser, agency.server.url, look)
  for (const screen of screens.filter((screen) => (only.length ? only.includes(screen.name) : screen.picture) && shownOn(screen, look.phone))) {
    const who = screen.bare ? nobody : screen.member ? member : person
    try {
      await show(who, agency, screen)
      await who.page.screenshot({ path: join(out, `${screen.name}-${nameOf(look)}.png`) })
    } catch (error) {
      failed++
      console.error(`${screen.name}, ${nameOf(look)}: ${String(error).split('\n')[0]}`)
    }
    await screen.after?.(who, agency)
  }
  for (const one of [person, member, nobody]) await one.context.close()
}

/** Everything with a task open beside it, the portfolio, and the planner. */
async function readme() {
  const person = await visit(browser, agency, { language: 'en' })
  await person.opens(`/everything?task=${agency.task.id}`)
  await person.page.getByRole('heading', { name: agency.task.title }).waitFor()
  await person.waitsForQuiet()
  await person.page.mouse.move(0, 0)
  mkdirSync(join(root, 'docs/pictures'), { recursive: true })
  await person.page.screenshot({ path: join(root, 'docs/pictures/everything.png') })
  await person.opens('/portfolio')
  await person.waitsForQuiet()
  await person.page.screenshot({ path: join(root, 'docs/pictures/portfolio.png') })
  for (const [name, picture] of [['week', 'week'], ['conflict-ways', 'conflict'], ['gantt-tried', 'gantt']]) {
    const screen = screens.find((each) => each.name === name)
    await show(person, agency, screen)
    await person.page.screenshot({ path: join(root, `docs/pictures/${picture}.png`) })
    await screen.after?.(person)
  }
  await person.context.close()
}
