const form = document.querySelector('form')
const input = document.querySelector('input')
const button = document.querySelector('button')
const problem = document.querySelector('#problem')
let lastId = 0

window.athena.onFrame((frame) => {
  if (frame.id !== lastId) return
  button.disabled = false
  if (frame.t === 'done') {
    problem.textContent = ''
    button.textContent = 'Opening …'
    button.disabled = true
    return
  }
  problem.textContent = frame.e?.message ?? 'Athena did not answer. Try again.'
  input.select()
  input.focus()
})

form.addEventListener('submit', (event) => {
  event.preventDefault()
  button.disabled = true
  problem.textContent = ''
  lastId += 1
  window.athena.send({ t: 'call', id: lastId, m: 'vault.unlock', p: { passphrase: input.value } })
})
