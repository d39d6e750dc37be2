import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Asker, newWorkspace, password } from './lib.mjs'

let w
before(async () => (w = await newWorkspace()))
after(() => w.close())

test('setup works once', async () => {
  assert.deepEqual((await w.anonymous.get('/setup')).body, { needed: false })
  const again = await w.anonymous.post('/setup', { workspace: 'Other', name: 'Eve', email: 'eve@example.org', password })
  assert.equal(again.status, 409)
})

test('who has not signed in sees nothing', async () => {
  for (const path of ['/tasks', '/clients', '/me', '/members', '/search?q=a', '/changes', '/portfolio'])
    assert.equal((await w.anonymous.get(path)).status, 401, path)
  assert.equal((await w.anonymous.post('/clients', { name: 'X' })).status, 401)
})

test('a wrong password, an unknown address: the same answer', async () => {
  const asker = new Asker(w.server.url)
  const wrong = await asker.signIn('olga@example.org', 'not the password')
  const unknown = await asker.signIn('nobody@example.org', 'not the password')
  assert.equal(wrong.status, 401)
  assert.equal(unknown.status, 401)
  assert.equal(wrong.body.detail, unknown.body.detail)
  assert.equal(asker.cookie, undefined)
  asker.close()
})

test('sign in, ask, sign out', async () => {
  const asker = new Asker(w.server.url)
  const reply = await asker.signIn('OLGA@example.org')
  assert.equal(reply.status, 200)
  const cookie = reply.headers['set-cookie'][0]
  assert.match(cookie, /^aplomb_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/)
  const me = await asker.get('/me')
  assert.equal(me.status, 200)
  assert.equal(me.body.csrf, reply.body.csrf)
  assert.equal(me.body.role, 'owner')
  assert.equal(me.body.clients, null)
  const kept = asker.cookie
  assert.equal((await asker.post('/sign-out')).status, 204)
  assert.equal(asker.cookie, undefined)
  assert.equal((await asker.get('/me', { cookie: kept })).status, 401)
  asker.close()
})

test('a changing request of a browser needs the CSRF value', async () => {
  const body = { name: 'Forged' }
  for (const csrf of [null, '', 'x', '0'.repeat(64)]) {
    const reply = await w.owner.post('/clients', body, { 'x-csrf-token': csrf })
    assert.equal(reply.status, 403, String(csrf))
    assert.equal(reply.body.type, '/problems/csrf')
  }
  assert.equal((await w.owner.delete('/clients/' + w.owner.member.id, { 'x-csrf-token': null })).status, 403)
  assert.equal((await w.owner.get('/clients?filter=name:Forged')).body.items.length, 0)
})

test('tokens: for programs, with or without the right to write', async () => {
  const writer = await w.program(w.owner)
  assert.match(writer.token, /^apl_[\w-]{43}$/)
  assert.equal((await writer.post('/clients', { name: 'By token' })).status, 201)
  const reader = await w.program(w.owner, { can_write: false })
  assert.equal((await reader.get('/clients')).status, 200)
  assert.equal((await reader.post('/clients', { name: 'No' })).status, 403)
  assert.equal((await w.owner.delete(`/tokens/${writer.tokenRow.id}`)).status, 204)
  assert.equal((await writer.get('/clients')).status, 401)
  const listed = (await w.owner.get('/tokens')).body.items
  assert.ok(listed.length >= 1 && listed.every((row) => !('token' in row) && !('token_hash' in row)))
})

test('sessions can be listed and ended', async () => {
  const asker = new Asker(w.server.url)
  await asker.signIn('olga@example.org')
  const sessions = (await w.owner.get('/sessions')).body.items
  assert.ok(sessions.length >= 2)
  assert.ok(sessions.every((row) => row.member === w.owner.member.id && !('csrf' in row)))
  const other = sessions.sort((a, b) => (a.created < b.created ? 1 : -1))[0]
  assert.equal((await w.owner.delete(`/sessions/${other.id}`)).status, 204)
  assert.equal((await asker.get('/me')).status, 401)
  asker.close()
})

test('a new password ends the other sessions', async () => {
  const person = await w.person('member')
  const second = new Asker(w.server.url)
  await second.signIn(person.email)
  assert.equal((await person.post('/me/password', { old: 'wrong one', new: 'a much better one 1' })).status, 422)
  const reply = await person.post('/me/password', { old: password, new: 'a much better one 1' })
  assert.equal(reply.status, 204)
  assert.equal((await person.get('/me')).status, 200)
  assert.equal((await second.get('/me')).status, 401)
  assert.equal((await second.signIn(person.email)).status, 401)
  assert.equal((await second.signIn(person.email, 'a much better one 1')).status, 200)
  second.close()
})

test('an invitation works once, and a member sees what they were given', async () => {
  const client = await w.owner.must('POST', '/clients', { name: 'Given' })
  const other = await w.owner.must('POST', '/clients', { name: 'Kept' })
  const member = await w.person('member', { clients: [client] })
  assert.deepEqual((await member.get('/me')).body.clients, [client.id])
  assert.equal((await member.get(`/clients/${client.id}`)).status, 200)
  assert.equal((await member.get(`/clients/${other.id}`)).status, 404)
  assert.deepEqual((await member.get('/clients')).body.items.map((row) => row.id), [client.id])
})

test('who was switched off is out at once', async () => {
  const person = await w.person('manager')
  assert.equal((await person.get('/me')).status, 200)
  const token = await w.program(person)
  await w.owner.must('PATCH', `/members/${person.member.id}`, { active: false })
  assert.equal((await person.get('/me')).status, 401)
  assert.equal((await token.get('/me')).status, 401)
  assert.equal((await person.signIn(person.email)).status, 401)
})
