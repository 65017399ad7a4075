import assert from 'node:assert/strict';
import { analysed, found } from './mail-fixture.js';

const expected: readonly (readonly [
  name: string,
  code: string,
  weight: string,
  contentType?: string,
])[] = [
  ['setup.exe', 'attachment-program', 'high'],
  ['SETUP.SCR', 'attachment-program', 'high'],
  ['setup.exe. ', 'attachment-program', 'high'],
  ['run.js', 'attachment-script', 'high'],
  ['report.lnk', 'attachment-shortcut', 'high'],
  ['disk.iso', 'attachment-disk-image', 'high'],
  ['notes.one', 'attachment-onenote', 'high'],
  ['list.xlsm', 'attachment-macros', 'medium'],
  ['voice.htm', 'attachment-page', 'medium'],
  ['logo.svg', 'attachment-page', 'medium'],
  ['files.zip', 'attachment-archive', 'info'],
  ['invoice.pdf.exe', 'attachment-double-ending', 'high'],
  ['invoice.pdf.html', 'attachment-double-ending', 'high'],
  ['invoice.pdf          .exe', 'attachment-spaced-name', 'high'],
  ['invoice\u202Efdp.exe', 'attachment-turned-name', 'high'],
  ['invoice.pdf\u200B.exe', 'attachment-hidden-characters', 'medium'],
  ['=?utf-8?q?run=2Ejs?=', 'attachment-script', 'high'],
  ['page.html', 'attachment-type-differs', 'medium', 'application/pdf'],
  ['picture.pdf', 'attachment-type-differs', 'info', 'image/png'],
];

const honest: readonly (readonly [name: string, contentType: string])[] = [
  ['invoice-2026.01.15.pdf', 'application/pdf'],
  [
    'Angebot Müller & Söhne.docx',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  ['image001.png', 'image/png'],
  ['photo.JPG', 'image/jpeg'],
  ['見積書.xlsx', 'application/octet-stream'],
  ['meeting.ics', 'text/calendar'],
  ['notes', 'text/plain'],
];

describe('attachments', () => {
  for (const [name, code, weight, contentType] of expected)
    it(`notices ${code} in ${JSON.stringify(name)}`, () => {
      const codes = found(analysed({ attachments: [{ name, contentType }] }));
      assert.equal(codes.get(code), weight, [...codes.keys()].join(' '));
    });

  for (const [name, contentType] of honest)
    it(`has nothing against ${name}`, () => {
      assert.deepEqual([...found(analysed({ attachments: [{ name, contentType }] })).keys()], []);
    });

  it('takes a packed document for an archive, not for a disguise', () => {
    const codes = found(analysed({ attachments: [{ name: 'report.pdf.zip' }] }));
    assert.deepEqual([...codes.keys()], ['attachment-archive']);
  });

  it('passes on the hash', () => {
    const [one] = analysed({ attachments: [{ name: 'a.pdf', sha256: 'ab12' }] }).attachments;
    assert.deepEqual(one, { name: 'a.pdf', sha256: 'ab12', observations: [] });
  });
});
