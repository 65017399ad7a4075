import { readHeaders } from '../../../src/zap/analysis/headers/read-headers.js';
import type { ExplainedField, HeaderReport } from '../../../src/zap/analysis/report.js';
import type { MailHeader } from '../../../src/zap/sighting.js';

/** Headers in the order given. */
function headers(...pairs: readonly (readonly [string, string])[]): readonly MailHeader[] {
  return pairs.map(([name, value]) => ({ name, value }));
}

export function read(...pairs: readonly (readonly [string, string])[]): HeaderReport {
  return readHeaders(headers(...pairs));
}

export function field(
  fields: readonly ExplainedField[],
  key: string,
  header?: string,
): ExplainedField | undefined {
  return fields.find((one) => one.key === key && (header === undefined || one.header === header));
}

export function codes(report: HeaderReport): readonly string[] {
  return report.observations.map(({ code }) => code);
}

/** The way of a message from outside, as Exchange Online writes it, newest line first. */
export const ownReceived = [
  [
    'Received',
    'from AM0PR01MB1111.eurprd01.prod.outlook.com (::1) by AM0PR01MB2222.eurprd01.prod.outlook.com with HTTPS; Mon, 5 Oct 2026 08:00:09 +0000',
  ],
  [
    'Received',
    'from AM1EUR01FT003.eop-EUR01.prod.protection.outlook.com (2603:10a6:0:1::2) by AM0PR01CA0001.outlook.office365.com (2603:10a6:0:1::3) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.1.1 via Frontend Transport; Mon, 5 Oct 2026 08:00:07 +0000',
  ],
] as const;
export const edgeReceived = [
  'Received',
  'from mail.sender.example (203.0.113.9) by AM1EUR01FT003.mail.protection.outlook.com (10.152.0.1) with Microsoft SMTP Server id 15.20.1.1 via Frontend Transport; Mon, 5 Oct 2026 08:00:05 +0000',
] as const;

export const passing =
  'spf=pass (sender IP is 203.0.113.9) smtp.mailfrom=sender.example; dkim=pass (signature was verified) header.d=sender.example;dmarc=pass action=none header.from=sender.example;compauth=pass reason=100';
export const failing =
  'spf=fail (sender IP is 203.0.113.9) smtp.mailfrom=other.example; dkim=none (message not signed) header.d=none;dmarc=fail action=oreject header.from=contoso.example;compauth=fail reason=000';
