import { isListed, type HostParts } from '../domains.js';

const list = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Firms that send mail for others: their links count clicks and lead to the sender's pages. */
const clickTrackers = list(`
  sendgrid.net sendgrid.com awstrack.me list-manage.com mailchimp.com mailchimpapp.net mandrillapp.com rs6.net
  constantcontact.com hubspotlinks.com hubspotemail.net hs-sites.com hubspot.com hubspotfree.net exacttarget.com exct.net
  sfmc-content.com salesforce.com pardot.com mktoweb.com mkt-engage.com marketo.com marketo.net mkto-sj.com
  sendinblue.com brevo.com sibmail.com mailgun.org mailgun.com mailgun.info sparkpostmail.com sparkpostelite.com
  sparkpost.com pstmrk.it postmarkapp.com mailjet.com mjt.lu klaviyomail.com klaviyo.com klclick.com klclick1.com
  klclick2.com klclick3.com kmail-lists.com trk.klclick.com ctrk.klclick.com customeriomail.com customer.io
  cmail19.com cmail20.com createsend.com createsend1.com createsend2.com campaignmonitor.com createsend.email
  activehosted.com acemlnb.com acemlna.com acemlnc.com acemlnd.com activecampaign.com emltrk.com getresponse.com
  gr-mail.com aweber.com convertkit-mail.com convertkit-mail2.com convertkit-mail4.com ck.page beehiiv.com substack.com
  mailerlite.com mlsend.com mailersend.net e-goi.com rdstation.com.br rdstation.email benchmarkemail.com bmsend.com
  icptrack.com icontact.com emarsys.net emarsys.com responsys.net rsys1.com rsys2.com rsys5.com
  cheetahmail.com cheetahdigital.com omeda.com omeclk.com braze.com iterable.com itbl.co intercom-mail.com
  intercom-clicks.com zendesk.com eloqua.com en25.com silverpop.com mkt41.net mkt9.com
  dotdigital-pages.com dotmailer.com trackedlink.net moosend.com sendpulse.com sp-link.com
  elasticemail.com elasticemail.info smtp2go.com mailblast.com cvent.com eventbrite.com evbuc.com
  clickdimensions.com adobe-campaign.com neolane.net omnisend.com omnisendlink.com drip.com dripemail2.com
  zcsend.net zohocampaigns.com campaign-view.com maillist-manage.com vrlps.co outreach.io salesloft.com
  mailtrack.io ontraport.com keap-link.com infusionsoft.com linksynergy.com go2cloud.org doubleclick.net
  inxmail.com cleverreach.com crsend.com rapidmail.de newsletter2go.com episerver.net optivo.com
`);

const shorteners = list(`
  bit.ly bitly.com t.co tinyurl.com goo.gl ow.ly is.gd v.gd buff.ly rb.gy rebrand.ly cutt.ly t.ly s.id shorturl.at
  tiny.cc tiny.one lnkd.in bl.ink short.io short.gy soo.gd clck.ru u.to qrco.de qr.page urlz.fr l.ead.me linktr.ee
  x.gd n9.cl acortar.link shorturl.asia surl.li tny.im qr.codes me-qr.com encurtador.com.br abre.ai kutt.it dub.sh
  snip.ly shrtco.de hyperurl.co lc.cx 2.gp q-r.to scnv.io did.li wl.co urlr.me shorten.is tr.ee hoo.be
  bitly.ws cli.re ouo.io adf.ly shorte.st da.gd chilp.it
`);

const fileSharing = list(`
  drive.google.com docs.google.com dropbox.com dropboxusercontent.com 1drv.ms onedrive.live.com sharepoint.com
  wetransfer.com we.tl mega.nz mega.io mediafire.com box.com app.box.com sendspace.com anonfiles.com gofile.io
  transfer.sh file.io pcloud.com 4shared.com zippyshare.com sync.com smash.gg fromsmash.com transfernow.net
  filemail.com hightail.com workupload.com catbox.moe pixeldrain.com discordapp.com cdn.discordapp.com
  storage.googleapis.com firebasestorage.googleapis.com s3.amazonaws.com ipfs.io
  dweb.link cloudflare-ipfs.com raw.githubusercontent.com telegra.ph
`);

/** Where anybody has a page or a form within minutes, at no cost. Suffixes of the list of shared ones come on top. */
const freeHosting = list(`
  sites.google.com forms.gle script.google.com forms.office.com jotform.com typeform.com
  weebly.com weeblysite.com wixsite.com wix.com webflow.io godaddysites.com square.site strikingly.com carrd.co
  notion.site notion.so canva.com canva.site glitch.me repl.co replit.app blogspot.com wordpress.com
  000webhostapp.com infinityfreeapp.com epizy.com webcindario.com yolasite.com jimdosite.com mystrikingly.com
  formstack.com 123formbuilder.com cognitoforms.com padlet.com gitbook.io sway.office.com sway.cloud.microsoft
  tilda.ws teachable.com systeme.io mailchi.mp framer.website framer.app ukit.me hostingerapp.com myportfolio.com
`);
/** Shared suffixes of hosters whose customers are firms, and their honest mail. */
const firmsHosting = list(`
  onmicrosoft.com salesforce.com my.salesforce.com force.com my.site.com myshopify.com zendesk.com cloudfront.net
  hubspotpagebuilder.com atlassian.net sharepoint.com azureedge.net akamaized.net fastly.net
`);

/** Files that a browser loads and Windows or macOS runs or mounts. */
const runnable =
  /\.(?:exe|msi|msix|appx|scr|com|pif|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|lnk|iso|img|vhd|vhdx|dmg|pkg|apk|xll|cpl|reg|url|appinstaller)$/i;

export type HostKind = 'shortener' | 'file-sharing' | 'free-hosting';

export function isClickTracker({ host }: HostParts): boolean {
  return isListed(host, clickTrackers);
}

/** What anybody can use to put a page behind a host with a good name. */
export function kindOfHost(parts: HostParts): HostKind | undefined {
  const { host, isShared } = parts;
  if (isListed(host, shorteners)) return 'shortener';
  if (isListed(host, fileSharing)) return 'file-sharing';
  if (isListed(host, freeHosting)) return 'free-hosting';
  return isShared && !isListed(host, firmsHosting) ? 'free-hosting' : undefined;
}

/** True when the link loads a file that starts something. */
export function leadsToProgram({ pathname }: URL): boolean {
  return runnable.test(pathname.slice(-60));
}
