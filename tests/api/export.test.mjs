// The whole workspace as open files, and back: equal to the byte.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { newPlace, newWorkspace, root, run, settled } from './lib.mjs'

const folder = mkdtempSync(join(tmpdir(), 'aplomb-export-'))
let w, place, zip
before(async () => {
  w = await newWorkspace()
  const clickup = join(root, 'tests/data/import/clickup-workspace.csv')
  assert.equal((await run(w.place, ['import', 'clickup', clickup])).status, 0)
  const list = (await w.owner.must('GET', '/lists?limit=1')).items[0]
  const task = await w.owner.must('POST', '/tasks', { list: list.id, title: '=1+1', description: '@home "quoted"\nsecond line' })
  await w.owner.must('PUT', `/attachments/upload?task=${task.id}&name=note.txt`, Buffer.from('kept to the byte\0\xff'))
  const gone = await w.owner.must('POST', '/tasks', { list: list.id, title: 'In the trash' })
  await w.owner.must('DELETE', `/tasks/${gone.id}`)
  place = newPlace()
})
after(async () => {
  rmSync(folder, { recursive: true })
  place.remove()
  await w.close()
})

const python = (code, ...args) => execFileSync('python3', ['-c', code, ...args], { maxBuffer: 1 << 28 }).toString()
const entry = (path, name) => python('import sys,zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))', path, name)
const lines = (path, name) => entry(path, name).split('\n').filter(Boolean).map((line) => JSON.parse(line))

test('the owner downloads everything', async () => {
  const reply = await w.owner.get('/export')
  assert.equal(reply.status, 200)
  assert.match(reply.headers['content-type'], /zip/)
  assert.match(reply.headers['content-disposition'], /^attachment; filename="aplomb-\d{4}-\d\d-\d\d\.zip"$/)
  zip = join(folder, 'api.zip')
  writeFileSync(zip, reply.bytes)
  const tasks = lines(zip, 'data/tasks.jsonl')
  const seen = (await w.owner.must('GET', '/tasks?limit=1&count=1')).total
  assert.equal(tasks.length, seen + 1, 'with what is in the trash')
  assert.equal(lines(zip, 'data/comments.jsonl').length, (await w.owner.must('GET', '/comments?limit=1&count=1')).total)
  const manager = await w.person('manager', { name: 'Mia' })
  assert.equal((await manager.get('/export')).status, 403)
  assert.equal((await w.anonymous.get('/export')).status, 401)
})

test('the manifest tells rows, bytes and hashes, and nothing that lets people in is there', () => {
  const manifest = JSON.parse(entry(zip, 'manifest.json'))
  assert.equal(manifest.format, 'aplomb-export')
  const names = manifest.entries.map((e) => e.name)
  for (const name of ['data/tasks.jsonl', 'tables/tasks.csv', 'data/history.jsonl', 'data/origins.jsonl']) assert.ok(names.includes(name), name)
  for (const name of ['sessions', 'tokens', 'invites']) assert.ok(!names.some((n) => n.includes(name)), name)
  const everything = python('import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nfor n in z.namelist(): sys.stdout.write(z.read(n).decode("latin1"))', zip)
  assert.ok(!/argon2|token_hash/.test(everything))
  const [file] = manifest.entries.filter((e) => e.name.startsWith('files/'))
  assert.equal(file.name, `files/${file.blake2b}`)
  const sums = JSON.parse(
    python(
      'import sys,zipfile,hashlib,json\nz=zipfile.ZipFile(sys.argv[1])\n' +
        'print(json.dumps({n:hashlib.blake2b(z.read(n),digest_size=32).hexdigest() for n in z.namelist()}))',
      zip,
    ),
  )
  for (const e of manifest.entries) assert.equal(sums[e.name], e.blake2b, e.name)
})

test('no cell of a table is run as a formula', () => {
  const bad = python(
    'import sys,zipfile,csv,io\nz=zipfile.ZipFile(sys.argv[1])\ncsv.field_size_limit(1<<30)\nseen=0\n' +
      'for n in z.namelist():\n' +
      '  if n.endswith(".csv"):\n' +
      '    for row in csv.reader(io.StringIO(z.read(n).decode(),newline="")):\n' +
      '      for c in row:\n' +
      '        seen+=c=="\'=1+1"\n' +
      '        if c[:1] in ("=","+","-","@","\\t","\\r"): print(n,c)\n' +
      'print("seen",seen)',
    zip,
  )
  assert.equal(bad, 'seen 1\n')
})

test('the command writes the same bytes, and they come back as they were', async () => {
  const first = join(folder, 'first.zip')
  const again = join(folder, 'again.zip')
  const back = join(folder, 'back.zip')
  await settled(w.owner) // the plan's event is in the log
  for (const path of [first, again]) assert.equal((await run(w.place, ['export', path])).status, 0)
  assert.ok(readFileSync(first).equals(readFileSync(again)), 'twice the same')
  const dry = await run(place, ['import', 'aplomb', first, '--dry-run', '--json'])
  assert.equal(dry.status, 0, dry.stderr)
  assert.equal((await run(place, ['import', 'aplomb', first])).status, 0)
  assert.equal((await run(place, ['export', back])).status, 0)
  assert.ok(readFileSync(back).equals(readFileSync(first)), 'to the byte')
  const check = await run(place, ['check'])
  assert.equal(check.status, 0, check.stdout + check.stderr)
  const clickup = join(root, 'tests/data/import/clickup-workspace.csv')
  const report = JSON.parse((await run(place, ['import', 'clickup', clickup, '--json'])).stdout)
  assert.equal(report.created + report.updated, 0, 'origins came along')
})

test('not into a workspace that is there, and not from a damaged file', async () => {
  const full = await run(place, ['import', 'aplomb', zip])
  assert.equal(full.status, 1)
  assert.match(full.stderr, /empty/)
  const bytes = readFileSync(zip)
  const empty = newPlace()
  try {
    for (const at of [0.3, 0.5, 0.8]) {
      const broken = Buffer.from(bytes)
      broken[Math.floor(bytes.length * at)] ^= 0xff
      const path = join(folder, 'broken.zip')
      writeFileSync(path, broken)
      const result = await run(empty, ['import', 'aplomb', path])
      assert.equal(result.status, 1, createHash('sha1').update(broken).digest('hex'))
    }
    writeFileSync(join(folder, 'short.zip'), bytes.subarray(0, bytes.length / 2))
    assert.equal((await run(empty, ['import', 'aplomb', join(folder, 'short.zip')])).status, 1)
    writeFileSync(join(folder, 'other.zip'), 'not a zip')
    assert.equal((await run(empty, ['import', 'aplomb', join(folder, 'other.zip')])).status, 1)
    assert.equal((await run(empty, ['import', 'aplomb', zip])).status, 0, 'nothing of those stayed')
  } finally {
    empty.remove()
  }
})
