import assert from 'node:assert/strict';
import { ask, problemOf } from './ask.js';
import { copy, hoursAgo, mailOf, message, minutesAgo, zappedCopy } from './sample-mail.js';

const ZAP_QUERY = `
  let win = 14d;
  let zap = EmailPostDeliveryEvents
      | where Timestamp > ago(win) and ActionType has "ZAP"
      | summarize arg_min(Timestamp, ActionType, ActionTrigger, ActionResult, DeliveryLocation, ThreatTypes)
          by NetworkMessageId, Rcpt = tolower(RecipientEmailAddress)
      | project-rename ZapTime = Timestamp, ZapLocation = DeliveryLocation;
  let mail = EmailEvents
      | where Timestamp > ago(win + 3d)
      | where OrgLevelPolicy !in ("Phishing simulation", "SecOps Mailbox")
      | summarize Received = min(Timestamp), arg_max(Timestamp, Subject, EmailClusterId, LatestDeliveryLocation)
          by NetworkMessageId, Rcpt = tolower(RecipientEmailAddress);
  let clicks = UrlClickEvents
      | where Timestamp > ago(win + 3d) and Workload == "Email"
      | extend Reached = ActionType == "ClickAllowed" or tostring(IsClickedThrough) in~ ("true", "1")
      | summarize Clicks = dcount(ReportId), ReachedPage = countif(Reached), FirstClick = min(Timestamp),
            ClickUrls = make_set(Url, 5) by NetworkMessageId, Upn = tolower(AccountUpn);
  zap
  | join kind=inner mail on NetworkMessageId, Rcpt
  | join kind=leftouter clicks on NetworkMessageId
  | extend ExposureMin = max_of(0, datetime_diff('minute', ZapTime, Received)),
           ClickedBeforeZap = isnotempty(FirstClick) and FirstClick < ZapTime
  | project-away NetworkMessageId1, NetworkMessageId2, Rcpt1
  | order by ClickedBeforeZap desc, ReachedPage desc, ExposureMin desc`;

describe('hunting tables of the simulator', () => {
  it('answer the query that joins ZAP, delivery and clicks', () => {
    const click = {
      at: minutesAgo(9 * 60 + 30),
      url: 'https://login.sender.example/a',
      actionType: 'ClickBlocked' as const,
      isClickedThrough: true,
      ip: '198.51.100.7',
      reportId: 'one click',
    };
    const zapped = message({ copies: [zappedCopy({ clicks: [click] })] });
    const simulation = message({
      networkMessageId: '33333333-3333-4333-8333-333333333333',
      orgLevelPolicy: 'Phishing simulation',
      copies: [zappedCopy({ immutableId: 'simulated' })],
    });
    const [row, ...more] = ask(ZAP_QUERY, mailOf([simulation, zapped], { huntingMixedCase: true }));
    assert.deepEqual(more, []);
    assert.equal(row?.['Rcpt'], 'ida@contoso.example');
    assert.equal(row['Upn'], 'ida.holm@corp.contoso.example');
    assert.equal(row['ExposureMin'], 60);
    assert.equal(row['ClickedBeforeZap'], true);
    assert.deepEqual([row['Clicks'], row['ReachedPage']], [1, 1]);
    assert.deepEqual(row['ClickUrls'], ['https://login.sender.example/a']);
    assert.equal(row['ThreatTypes'], 'Phish, Spam');
    assert.equal(row['LatestDeliveryLocation'], 'Quarantine');
  });

  it('repeat a moved message with a later time: the first row has the old place', () => {
    const rows = ask(
      'EmailEvents | order by Timestamp asc | project Timestamp, LatestDeliveryLocation, DeliveryLocation',
      mailOf([message({ copies: [zappedCopy()] })]),
    );
    assert.deepEqual(rows, [
      {
        Timestamp: '2026-11-21T02:00:00Z',
        LatestDeliveryLocation: 'Inbox/folder',
        DeliveryLocation: 'Inbox/folder',
      },
      {
        Timestamp: '2026-11-21T03:00:00Z',
        LatestDeliveryLocation: 'Quarantine',
        DeliveryLocation: 'Inbox/folder',
      },
    ]);
  });

  it('show a failed ZAP where the message still lies', () => {
    const event = {
      at: hoursAgo(1),
      actionType: 'Spam ZAP',
      result: 'Error',
      from: 'deleteditems',
      to: 'junkemail',
    } as const;
    const mail = mailOf([message({ copies: [copy({ postDelivery: [event] })] })]);
    const [row] = ask('EmailPostDeliveryEvents', mail);
    assert.equal(row?.['ActionResult'], 'Error');
    assert.equal(row['DeliveryLocation'], 'Deleted items');
    assert.equal(row['SourceLocation'], 'DeletedItems');
    assert.equal(ask('EmailEvents', mail).length, 1);
  });

  it('have SourceLocation only where the change has arrived, and a missing one is nobody to blame', () => {
    const without = mailOf([message()], { huntingSourceLocation: false });
    assert.equal(problemOf('EmailPostDeliveryEvents | project SourceLocation'), undefined);
    assert.equal(
      problemOf('EmailPostDeliveryEvents | project SourceLocation', without),
      'optional-column',
    );
    const query =
      'EmailPostDeliveryEvents | extend From = column_ifexists("SourceLocation", "") | project From';
    assert.equal(problemOf(query, without), undefined);
    assert.equal(problemOf('EmailEvents | project SourceLocation'), 'semantic');
  });

  it('are not there without Defender for Office 365 Plan 2', () => {
    assert.equal(problemOf('EmailEvents', mailOf([], {}, 'P1')), 'missing-table');
    assert.equal(problemOf('EmailEvents', mailOf([], {}, 'none')), 'missing-table');
  });

  it('come late when told so', () => {
    const mail = (lag: number) => mailOf([message()], { huntingLagMinutes: lag });
    assert.equal(ask('EmailEvents', mail(9 * 60)).length, 1);
    assert.equal(ask('EmailEvents', mail(11 * 60)).length, 0);
  });

  it('name URLs once per message and files once per recipient', () => {
    const bytes = new TextEncoder().encode('hello');
    const file = { name: 'bill.pdf.exe', contentType: 'x/y', sha256: 'ab', bytes };
    const two = [copy(), copy({ recipient: 'bo@contoso.example' })];
    const mail = mailOf([message({ copies: two, files: [file] })]);
    assert.deepEqual(ask('EmailUrlInfo | project Url, UrlDomain', mail), [
      { Url: 'https://login.sender.example/a', UrlDomain: 'login.sender.example' },
    ]);
    const files = ask('EmailAttachmentInfo | project FileName, FileType, FileSize, SHA256', mail);
    const row = { FileName: 'bill.pdf.exe', FileType: 'exe', FileSize: 5, SHA256: 'ab' };
    assert.deepEqual(files, [row, row]);
  });

  it('tell IPv4 from IPv6, and our own domain spoofed', () => {
    const authentication = { ...message().authentication, reason: '601' };
    const spoofed = message({
      senderIp: '2001:db8::1',
      authentication,
      copies: [copy({ deliveredTo: 'junkemail' })],
    });
    const [row] = ask(
      'EmailEvents | extend Own = set_has_element(parse_json(DetectionMethods).Phish, "Spoof intra-org") | project Own, SenderIPv4, SenderIPv6, ThreatTypes',
      mailOf([spoofed]),
    );
    assert.deepEqual(row, {
      Own: true,
      SenderIPv4: '',
      SenderIPv6: '2001:db8::1',
      ThreatTypes: 'Phish, Spam',
    });
  });
});
