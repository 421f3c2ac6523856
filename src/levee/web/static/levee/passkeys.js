// What went wrong with a passkey is said on the page, and not only in the console.
document.addEventListener('allauth.error', event => {
  event.preventDefault()
  const place = document.getElementById('passkey-trouble')
  const name = event.detail.exception.name
  place.textContent = name === 'NotAllowedError'
    ? place.dataset.none
    : place.dataset.failed.replace('#', () => event.detail.exception.message)
  place.hidden = false
})
