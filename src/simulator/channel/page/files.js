import { make } from './dom.js';

/** The question whether somebody takes a file, with its two buttons. */
export function offerOf(message, { onAnswer }) {
  const { name, description, sizeInBytes } = message.offer;
  const frame = make('div', {
    class: 'card file-card',
    data: { testid: 'offer' },
    children: [
      make('p', { class: 'file-name', text: name }),
      make('p', { class: 'text', text: description }),
      make('p', { class: 'hint', text: `${sizeText(sizeInBytes)}, into your OneDrive` }),
    ],
  });
  const answers = [
    ['Accept', 'accept', 'primary'],
    ['Decline', 'decline', 'quiet'],
  ].map(([text, answer, look]) => {
    const button = make('button', { type: 'button', class: look, text });
    button.addEventListener('click', () => onAnswer(message, answer, frame));
    return button;
  });
  frame.append(make('div', { class: 'file-actions', children: answers }));
  return frame;
}

/** A file that lies in the person's OneDrive. */
export function fileOf({ file }) {
  const link = make('a', {
    class: 'file-name',
    href: new URL(file.contentUrl).pathname,
    download: file.name,
    text: file.name,
    data: { testid: 'file' },
  });
  return make('div', {
    class: 'card file-card',
    children: [link, make('p', { class: 'hint', text: 'In your OneDrive' })],
  });
}

function sizeText(bytes) {
  return bytes < 1024 ? `About ${bytes} bytes` : `About ${Math.round(bytes / 1024)} KB`;
}
