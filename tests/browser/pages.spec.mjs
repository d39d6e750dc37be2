// axe finds nothing on any page or dialog: in both themes, on desktop and phone, in both languages. A quarter of the screens
// is looked at in each of four ways; APLOMB_TEST_FULL=1 (make test-full) looks at all in all eight.
import { expect, test } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Person } from './person.mjs'
import { newPlace, startServer } from '../api/lib.mjs'
import { newAgency, screens, show, shownOn, visit } from './screens.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const full = !!process.env.APLOMB_TEST_FULL
/** turn: which quarter of the screens */
const looks = [
  { dark: false, phone: false, language: 'en', turn: 0 },
  { dark: true, phone: true, language: 'fr', turn: 1 },
  { dark: true, phone: false, language: 'fr', turn: 2 },
  { dark: false, phone: true, language: 'en', turn: 3 },
]
if (full) looks.push(...looks.map((look) => ({ ...look, language: look.language === 'en' ? 'fr' : 'en' })))
/** What can be looked at in one size only has the choice of two. */
const turnOf = (screen, i) => (screen.phone || screen.desktop ? [[0, 2], [1, 3]][screen.phone ? 1 : 0][i % 2] : i % 4)
const seen = (look) => screens.filter((screen, i) => shownOn(screen, look.phone) && (full || turnOf(screen, i) === look.turn))

test.use({ trace: 'off', screenshot: 'off' })

/** What axe finds, one line a fault. */
async function faultsOf(page) {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    // Experimental: the whole text of a card would have to be its name, and a card is called by its title.
    const rules = { 'label-content-name-mismatch': { enabled: false } }
    const { violations } = await globalThis.axe.run(document, { rules, resultTypes: ['violations'] })
    // A menu floats outside of the landmarks and hides what is behind it, as the ARIA practices have it; axe knows that of
    // dialogs only.
    const ofThePage = ['region', 'landmark-one-main', 'page-has-heading-one']
    const menu = document.querySelector('[role=menu]')
    return violations.filter((fault) => !menu || !ofThePage.includes(fault.id)).flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`))
  })
}

const named = (look) => `${look.dark ? 'dark' : 'light'}, ${look.phone ? 'phone' : 'desktop'}, ${look.language}`

async function check(person, screen, faults) {
  const found = await faultsOf(person.page)
  for (const fault of found.slice(0, 6)) faults.push(`${screen}: ${fault}`)
  const words = await person.page.evaluate(() => document.body.innerText.match(/\b[a-z_]+\.[a-z_]+(?:\.[a-z_]+)*\b/g) ?? [])
  const keys = words.filter((word) => /^(nav|task|list|view|filter|label|action|column|word|settings\w*|people|import\w*|group|sort|board|panel|portfolio|project|client)\./.test(word))
  if (keys.length) faults.push(`${screen}: keys instead of words: ${keys.join(' ')}`)
  if (await person.overflow() > 0) faults.push(`${screen}: wider than the window by ${await person.overflow()} px`)
}

test.describe('every page', () => {
  let agency
  test.beforeAll(async () => {
    agency = await newAgency()
  })
  test.afterAll(() => agency?.close())

  for (const look of looks) {
    test(`axe finds nothing: ${named(look)}`, async ({ browser }) => {
      test.setTimeout(420_000)
      const size = { ...look, height: 600 } // fewer rows of the same kind
      const person = await visit(browser, agency, size)
      const member = await visit(browser, agency, size, agency.member)
      const nobody = await Person.arrive(browser, agency.server.url, size)
      const faults = []
      for (const screen of seen(look)) {
        await test.step(screen.name, async () => {
          const who = screen.bare ? nobody : screen.member ? member : person
          try {
            await show(who, agency, screen)
            await check(who, screen.name, faults)
          } catch (error) {
            faults.push(`${screen.name}: cannot be reached: ${String(error).split('\n').slice(0, 4).join(' ').slice(0, 400)}`)
          }
          await screen.after?.(who, agency)
        })
      }
      faults.push(...[person, member, nobody].flatMap((one) => one.faults.splice(0)))
      await person.leaves()
      await member.leaves()
      await nobody.leaves()
      expect(faults, faults.join('\n')).toEqual([])
    })
  }
})

test.describe('an empty machine', () => {
  let place, server
  test.beforeAll(async () => {
    place = newPlace()
    server = await startServer(place)
  })
  test.afterAll(async () => {
    await server?.stop()
    place?.remove()
  })

  test('the first start and an empty workspace: axe finds nothing, and it says what to do', async ({ browser }) => {
    const faults = []
    const person = await Person.arrive(browser, server.url)
    await person.opens('/')
    await person.field('setup.workspace').waitFor()
    await check(person, 'setup', faults)
    await person.makesTheWorkspace('Équilibre', 'Olga Petit', 'olga@equilibre.example')
    for (const key of ['nav.portfolio', 'nav.everything', 'nav.mine', 'nav.today', 'nav.time']) {
      await person.goesTo(key)
      await person.waitsForQuiet()
      await check(person, `empty ${key}`, faults)
      await expect(person.page.getByRole('main').getByRole('button').or(person.page.getByRole('main').getByRole('link')).first()).toBeVisible()
    }
    await person.leaves()
    expect(faults, faults.join('\n')).toEqual([])
  })
})
