import type { Weight } from './report.js';

/** A kind of file, by its ending. */
export interface FileKind {
  readonly code: string;
  readonly weight: Weight;
  readonly sentence: string;
  readonly endings: ReadonlySet<string>;
}

const kind = (code: string, weight: Weight, sentence: string, endings: string): FileKind => ({
  code,
  weight,
  sentence,
  endings: new Set(endings.split(' ')),
});

/** From the most to the least dangerous. Endings as in Microsoft Learn: "Blocked attachments in Outlook", and images. */
export const fileKinds: readonly FileKind[] = [
  kind(
    'attachment-program',
    'high',
    'An attachment is a program.',
    'exe scr com pif cpl msi msix msixbundle appx appxbundle msp dll xll ocx sys jar apk app dmg pkg deb rpm gadget appinstaller application',
  ),
  kind(
    'attachment-script',
    'high',
    'An attachment is a script that runs when it is opened.',
    'js jse vbs vbe vb wsf wsh wsc ws hta ps1 psm1 ps2 ps1xml bat cmd sh bash py pyw reg chm msc sct inf scf ade adp mde vhdl settingcontent-ms library-ms search-ms',
  ),
  kind(
    'attachment-shortcut',
    'high',
    'An attachment is a shortcut that starts something else.',
    'lnk url website webloc desktop rdp theme themepack',
  ),
  kind(
    'attachment-disk-image',
    'high',
    'An attachment is a disk image: what is in it escapes the checks of downloaded files.',
    'iso img vhd vhdx udf wim vmdk daa',
  ),
  kind(
    'attachment-onenote',
    'high',
    'An attachment is a OneNote file, which can hide programs behind a picture.',
    'one onepkg onetoc2',
  ),
  kind(
    'attachment-macros',
    'medium',
    'An attachment is a document that can hold macros.',
    'docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm xll iqy slk',
  ),
  kind(
    'attachment-page',
    'medium',
    'An attachment is a web page: a form or script in it runs outside of any filter.',
    'html htm xhtml xht shtml mht mhtml svg svgz',
  ),
  kind(
    'attachment-archive',
    'info',
    'An attachment is an archive; what is in it was not looked at.',
    'zip rar 7z gz tgz tar bz2 xz ace arj cab z lz lzh zst uue',
  ),
  kind('attachment-message', 'info', 'An attachment is another message.', 'eml msg'),
];

/** Endings of files that people take for harmless. In front of another ending they are a disguise. */
export const harmlessEndings: ReadonlySet<string> = new Set(
  'pdf doc docx xls xlsx ppt pptx txt rtf csv jpg jpeg png gif bmp tif tiff mp3 mp4 wav avi mov htm html eml ics'.split(
    ' ',
  ),
);

/** Content types and the endings that go with them. Types that are not here may carry anything. */
export const endingsOfType: readonly (readonly [type: RegExp, endings: ReadonlySet<string>])[] = [
  [/^application\/pdf$/, new Set(['pdf'])],
  [
    /^image\/(?:jpe?g|png|gif|bmp|tiff|webp)$/,
    new Set('jpg jpeg jpe jfif png gif bmp tif tiff webp'.split(' ')),
  ],
  [/^application\/msword$/, new Set('doc dot docx rtf'.split(' '))],
  [/^application\/vnd\.ms-excel$/, new Set('xls xlt xlsx xlsb csv xla'.split(' '))],
  [/^application\/vnd\.openxmlformats-/, new Set('docx xlsx pptx dotx xltx potx ppsx'.split(' '))],
  [
    /^audio\/|^video\//,
    new Set('mp3 mp4 wav m4a ogg avi mov mpg mpeg webm wma wmv amr aac 3gp flac'.split(' ')),
  ],
  [
    /^text\/plain$/,
    new Set(
      'txt log csv md asc text ini json xml yml yaml diff patch srt ics vcf sig pem crt cer'.split(
        ' ',
      ),
    ),
  ],
];
