// The words that a person reads, from the catalogues that the application is built from: names of buttons and fields are
// asked for by key, so that a test means the same in English and in French, and does not break when a word gets better.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../api/lib.mjs'

const catalogues = Object.fromEntries(
  ['en', 'fr'].map((language) => [language, JSON.parse(readFileSync(join(root, `locales/${language}.json`), 'utf8'))]),
)

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+')

/** The end of the "{…}" that begins at `at`. */
function closing(message, at) {
  let depth = 0
  for (let i = at; i < message.length; i++) {
    if (message[i] === '{') depth++
    else if (message[i] === '}' && --depth === 0) return i
  }
  throw new Error(`unbalanced: ${message}`)
}

/** ICU MessageFormat as a pattern: arguments not given fit any text, of plural and select any branch will do. */
function pattern(message, args, number = '#') {
  let out = ''
  let text = ''
  for (let i = 0; i < message.length; i++) {
    if (message[i] !== '{') {
      text += message[i]
      continue
    }
    const end = closing(message, i)
    const [name, kind] = message.slice(i + 1, end).split(',', 2).map((word) => word.trim())
    out += literals(text, number)
    text = ''
    if (kind === 'plural' || kind === 'select' || kind === 'selectordinal') out += branches(message.slice(i + 1, end), args)
    else out += name in args ? escaped(String(args[name])) : '.*'
    i = end
  }
  return out + literals(text, number)
}
function branches(inside, args) {
  const all = []
  for (let at = inside.indexOf('{'); at >= 0; at = inside.indexOf('{', at)) {
    const end = closing(inside, at)
    all.push(pattern(inside.slice(at + 1, end), args, '.*'))
    at = end + 1
  }
  return `(?:${all.join('|')})`
}
const literals = (text, number) => text.replace(/''/g, "'").split('#').map(escaped).join(number)

/**
 * The words of a key as a pattern for the whole name. words('en')('board.column', { name: 'Done' }) fits "Done: 3 tasks".
 */
export const words = (language) => (key, args = {}) => {
  const message = catalogues[language][key]
  if (message === undefined) throw new Error(`locales/${language}.json has no ${key}`)
  return new RegExp(`^\\s*${pattern(message, args)}\\s*$`, 's')
}

/** A message without arguments, as it is written. */
export const plain = (language) => (key) => {
  const message = catalogues[language][key]
  if (message === undefined) throw new Error(`locales/${language}.json has no ${key}`)
  return message.replace(/''/g, "'")
}
