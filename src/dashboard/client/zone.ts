/**
 * Tells the server the browser's time zone, in which it then writes every time.
 * The page is reloaded once, only where the zone changed.
 */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const shown = document.documentElement.dataset.zone;
const TRIED = 'zone-tried';

if (zone && zone !== shown) {
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore wants a secure context.
  document.cookie = `zone=${zone}; path=/; max-age=31536000; SameSite=Strict`;
  if (sessionStorage.getItem(TRIED) !== zone) {
    sessionStorage.setItem(TRIED, zone);
    location.reload();
  }
}
