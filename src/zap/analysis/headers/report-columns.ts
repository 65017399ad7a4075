import type { HeaderReport, HeaderValues } from '../report.js';

/** The header columns of the report, in its order. */
export const headerColumns = [
  'SPF',
  'DKIM',
  'DMARC',
  'CompAuth',
  'PCL',
  'BCL',
  'CTRY',
  'SFV',
  'SRV',
  'PTR',
  'CIP',
  'IPV',
  'SCL',
] as const;
export type HeaderColumn = (typeof headerColumns)[number];

/**
 * The values under the column names that reports of zapped mail have had from the beginning; '' where the message has none.
 * Raw text of the message: whoever writes it passes it through the CSV writer or `Untrusted`.
 */
export function reportColumnsOf(report: HeaderReport): Readonly<Record<HeaderColumn, string>> {
  const { values } = report;
  return {
    SPF: values.spf ?? '',
    DKIM: values.dkim ?? '',
    DMARC: values.dmarc ?? '',
    CompAuth: compauth(values),
    PCL: text(values.pcl),
    BCL: text(values.bcl),
    CTRY: values.country ?? '',
    SFV: values.sfv ?? '',
    SRV: values.srv ?? '',
    PTR: values.ptr ?? '',
    CIP: values.connectingIp ?? '',
    IPV: values.ipv ?? '',
    SCL: text(values.scl),
  };
}

/** 'fail reason=001', as the header has it. */
function compauth({ compauth: result, compauthReason: reason }: HeaderValues): string {
  if (result === undefined) return '';
  return reason === undefined ? result : `${result} reason=${reason}`;
}

function text(level: number | undefined): string {
  return level === undefined ? '' : String(level);
}
