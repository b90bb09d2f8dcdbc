/** Beside each link to a drawing, a button that saves the same as a PNG of twice the size. */
const SCALE = 2;

async function save(address: string, name: string): Promise<void> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = picture.naturalWidth * SCALE;
  canvas.height = picture.naturalHeight * SCALE;
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const link = document.createElement('a');
  link.download = name;
  link.href = canvas.toDataURL('image/png');
  link.click();
}

for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-png]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'pill quiet';
  button.textContent = 'PNG';
  button.setAttribute('aria-label', link.dataset.png ?? 'PNG');
  button.addEventListener('click', () => save(link.href, 'ekspresi.png'));
  link.after(button);
}
