// The files that the story imports: real exports, tests/data/import.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../api/lib.mjs'

/** [client, folder, list, status, title] of tasks that the story speaks of. */
export const known = {
  measure: ['Clinique "Les Tilleuls"', 'Mobile app', 'À valider', 'to do', 'Measure mentions légales — "v2", final; really'],
  review: ['Clinique "Les Tilleuls"', 'hidden', 'Sprint 14', 'to do', 'Review checkout, step 2 — "v2", final; really'],
  draft: ['Clinique "Les Tilleuls"', 'Refonte du site', 'À valider', 'review', "Rédiger maquette de l'accueil — \"v2\", final; really"],
  elsewhere: ['Acme, Inc.', 'Mobile app', 'Backlog', 'in progress', 'Migrer devis — "v2", final; really'],
}

/** Records of a CSV, each an array of cells. */
function records(text) {
  const all = [[]]
  let value = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') value += text[++i]
      else if (c === '"') quoted = false
      else value += c
    } else if (c === '"') quoted = true
    else if (c === ',' || c === '\n') {
      all.at(-1).push(value.replace(/\r$/, ''))
      value = ''
      if (c === '\n') all.push([])
    } else value += c
  }
  all.at(-1).push(value)
  return all.filter((row) => row.length > 1)
}

function clickupFacts(text) {
  const [header, ...rows] = records(text.replace(/^\uFEFF/, ''))
  const at = (name) => header.indexOf(name)
  const byId = new Map(rows.map((row) => [row[at('Task ID')], row]))
  const closed = (row) => ['closed', 'complete'].includes(row[at('Status')].toLowerCase())
  // A subtask stands where its parent stands: docs/import.md.
  const top = (row, seen = new Set()) => {
    const parent = byId.get(row[at('Parent ID')])
    return parent && !seen.has(parent) ? top(parent, seen.add(row)) : row
  }
  const tasks = [...byId.values()].map((row) => ({ title: row[at('Task Name')], client: top(row)[at('Space Name')], open: !closed(row) }))
  return { rows: rows.length, tasks, clients: [...new Set(tasks.map((task) => task.client))] }
}

/** {clickup: {path, rows, tasks: [{title, client, open}], clients}, trello: {path, cards}} */
export function importFiles() {
  const clickup = join(root, 'tests/data/import/clickup-workspace.csv')
  const trello = join(root, 'tests/data/import/trello-board.json')
  const board = JSON.parse(readFileSync(trello, 'utf8'))
  return {
    clickup: { path: clickup, ...clickupFacts(readFileSync(clickup, 'utf8')) },
    trello: { path: trello, board: board.name, cards: board.cards.map((card) => card.name) },
  }
}
