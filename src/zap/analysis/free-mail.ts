import { hostParts } from './domains.js';

/** Mail services at which anybody can open an account, by registrable domain. */
const domains = new Set(
  `gmail.com googlemail.com msn.com ymail.com rocketmail.com aol.com aim.com icloud.com me.com mac.com
   proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com keemail.me
   web.de freenet.de t-online.de mail.com email.com usa.com post.com consultant.com engineer.com
   mail.ru bk.ru inbox.ru list.ru internet.ru rambler.ru ya.ru qq.com foxmail.com 163.com 126.com yeah.net sina.com
   sohu.com aliyun.com naver.com daum.net hanmail.net rediffmail.com orange.fr wanadoo.fr laposte.net free.fr sfr.fr
   libero.it virgilio.it seznam.cz wp.pl o2.pl onet.pl interia.pl ukr.net abv.bg bol.com.br uol.com.br terra.com.br
   btinternet.com comcast.net verizon.net att.net sbcglobal.net cox.net bigpond.com fastmail.com fastmail.fm
   hushmail.com mailfence.com posteo.de mailbox.org zohomail.com zohomail.eu inbox.lv mail.bg cock.li
   disroot.org riseup.net guerrillamail.com mailinator.com yopmail.com onionmail.org cyberfear.com`.split(
    /\s+/,
  ),
);
/** Services under the domains of many countries: yahoo.co.jp, gmx.at. */
const families = new Set(['yahoo', 'hotmail', 'outlook', 'live', 'gmx', 'yandex']);

/** True when the host belongs to a free mail service. */
export function isFreeMail(host: string): boolean {
  const { domain, name, suffix } = hostParts(host);
  // The services of families hold 'com' and the domains of countries; yahoo.shop is anybody's.
  return (
    domains.has(domain) || (families.has(name) && (suffix === 'com' || /\b[a-z]{2}$/.test(suffix)))
  );
}
