import { expect, test } from 'vitest'
import { fictionalMail, fictionalPeople } from './people.ts'

const people = fictionalPeople()

test('there are 200 people, each with an address of their own, the same every time', () => {
  expect(people).toHaveLength(200)
  expect(new Set(people.map((person) => person.email)).size).toBe(200)
  expect(fictionalPeople()).toEqual(people)
})

test('nobody can be reached: reserved domains and telephone ranges only', () => {
  for (const person of people) {
    expect(person.email).toMatch(/@example\.(com|net|org)$/)
    expect(person.phone).toMatch(/^(\+1 212 555 01\d\d|\+44 7700 900\d{3})$/)
  }
})

test('account numbers pass the checksum of ISO 13616', () => {
  for (const person of people) {
    const compact = person.iban.replaceAll(' ', '')
    const moved = compact.slice(4) + compact.slice(0, 4)
    const digits = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
    expect(BigInt(digits) % 97n).toBe(1n)
  }
})

test('mail quotes what its sender has', () => {
  const mail = fictionalMail(people)
  expect(mail.length).toBeGreaterThan(36)
  expect(mail.some((message) => message.unread && message.text.includes(message.from))).toBe(true)
})
