// The files that the story imports: the samples beside the project where they are there (../shared/data/import), else small
// ones of the same shape with the tasks that the story speaks of.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../api/lib.mjs'

const samples = join(root, '../shared/data/import')

/** [client, folder, list, status, title] of tasks in both kinds of file. */
export const known = {
  measure: ['Clinique "Les Tilleuls"', 'Mobile app', 'À valider', 'to do', 'Measure mentions légales — "v2", final; really'],
  review: ['Clinique "Les Tilleuls"', 'hidden', 'Sprint 14', 'to do', 'Review checkout, step 2 — "v2", final; really'],
  draft: ['Clinique "Les Tilleuls"', 'Refonte du site', 'À valider', 'review', "Rédiger maquette de l'accueil — \"v2\", final; really"],
  elsewhere: ['Acme, Inc.', 'Mobile app', 'Backlog', 'in progress', 'Migrer devis — "v2", final; really'],
}

const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function smallClickup() {
  const header = 'Task ID,Task Name,Status,Due Date,Start Date,Parent ID,Assignees,Tags,Priority,List Name,Folder Name/Path,Space Name'
  const rows = Object.values(known).map(([space, folder, list, status, title], i) => [`86s${i}`, title, status, '', '', 'null', '[]', '[]', '2', list, folder, space])
  for (let i = 0; i < 40; i++)
    rows.push([`86t${i}`, `Write newsletter n°${i + 1}`, 'to do', '1785607102000', '', 'null', "[Tom O'Neil]", '[legal,bug]', 'null', 'Backlog', 'Mobile app', i % 2 ? 'Acme, Inc.' : 'Ville de Sète'])
  return [header, ...rows.map((row) => row.map(cell).join(','))].join('\r\n')
}

function smallTrello() {
  return JSON.stringify({
    id: '5f0000000000000000000001', name: 'Project 100', desc: '', closed: false,
    lists: ['Todo', 'In Progress', 'Done'].map((name, i) => ({ id: `5f00000000000000000001${i}0`, name, closed: false, pos: i + 1 })),
    cards: ['Write code', 'Review code', 'Visualize code'].map((name, i) => ({
      id: `5f00000000000000000002${i}0`, name, desc: '', closed: false, pos: i + 1, idList: `5f00000000000000000001${i}0`, idMembers: [], idLabels: [], labels: [], due: null,
    })),
    members: [], labels: [], actions: [], checklists: [], customFields: [],
  })
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
  const folder = existsSync(samples) ? samples : mkdtempSync(join(tmpdir(), 'aplomb-import-'))
  const clickup = join(folder, 'clickup-workspace.csv')
  const trello = join(folder, 'trello-board.json')
  if (folder !== samples) {
    writeFileSync(clickup, smallClickup())
    writeFileSync(trello, smallTrello())
  }
  const board = JSON.parse(readFileSync(trello, 'utf8'))
  return {
    clickup: { path: clickup, ...clickupFacts(readFileSync(clickup, 'utf8')) },
    trello: { path: trello, board: board.name, cards: board.cards.map((card) => card.name) },
  }
}
