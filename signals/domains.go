package signals

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// domain is the address of a host, taken apart.
type domain struct {
	host string // in letters, as a browser shows it: no xn--
	site string // the name that somebody took: amazon of pay.amazon.co.uk
	from int    // where in host site and its end begin
}

// domainIn is the domain of a link or an address.
func domainIn(t *token) domain {
	if t.kind == addressToken {
		return domainAt(domainOf(t.norm))
	}
	return domainAt(hostOf(t.norm))
}

// domainAt is the domain of a host.
func domainAt(host string) domain {
	if strings.Contains(host, "xn--") {
		if shown, err := idna.Punycode.ToUnicode(host); err == nil {
			host = shown
		}
	}
	host = strings.Trim(host, ".")
	dm := domain{host: host, site: host}
	if digitAt(host, 0) || strings.Contains(host, ":") {
		if _, err := netip.ParseAddr(host); err == nil {
			return dm
		}
	}
	end := strings.LastIndexByte(host, '.')
	if end < 0 {
		return dm
	}
	if k := strings.LastIndexByte(host[:end], '.'); k >= 0 && (len(host)-end == 3 && end-k < 5 || lentDomains[host[k+1:]]) {
		end = k // co.uk, com.au, web.app
	}
	dm.from = strings.LastIndexByte(host[:end], '.') + 1
	dm.site = host[dm.from:end]
	return dm
}

// owner is what of the host somebody took, with its end: amazon.co.uk.
func (dm domain) owner() string { return dm.host[dm.from:] }

// lentDomains are those below which anybody may have a site of their own.
var lentDomains = wordSet("web.app pages.dev github.io netlify.app vercel.app herokuapp.com blogspot.com weebly.com wixsite.com workers.dev firebaseapp.com azurewebsites.net godaddysites.com glitch.me webflow.io")

// hostOf is the host of a link, without who logs in there and by which port.
func hostOf(link string) string {
	if _, rest, ok := strings.Cut(link, "://"); ok {
		link = rest
	}
	if end := strings.IndexAny(link, `/?#\`); end >= 0 {
		link = link[:end]
	}
	link = link[strings.LastIndexByte(link, '@')+1:]
	host, _, _ := strings.Cut(link, ":")
	return host
}

// domainInside reports whether a host only begins like another's domain: aws.amazon.com.pay-verify.example.
func domainInside(host string) bool {
	labels := strings.Split(host, ".")
	end := len(labels) - 1
	if end > 1 && len(labels[end]) == 2 && len(labels[end-1]) < 4 {
		end-- // co.uk, com.au
	}
	for _, label := range labels[min(1, end):end] {
		switch label {
		case "com", "net", "org", "info", "example":
			return true
		}
	}
	return false
}

// wellKnown are names in whose name frauds write. Nobody else has a site that looks like one of them.
var wellKnown = wordSet("amazon amazonaws microsoft microsoftonline office365 sharepoint google gmail apple icloud paypal stripe gocardless netflix dropbox adobe oracle salesforce docusign shopify atlassian slack github gitlab cloudflare godaddy namecheap hetzner vodafone telekom quickbooks intuit xero twilio sendgrid mailchimp hubspot zendesk linkedin facebook instagram whatsapp fedex revolut klarna mollie adyen braintree barclays santander citibank wellsfargo")

// brandInitials are well-known ones that are too short to look like anything but themselves.
var brandInitials = wordSet("aws dhl ups usps hmrc irs ibm sap hsbc chase wise meta azure")

// brandSkeletons are the well-known names as the eye takes them in.
var brandSkeletons = func() map[string]bool {
	out := map[string]bool{}
	for known := range wellKnown {
		out[skeleton(known)] = true
	}
	return out
}()

// isBrand reports whether a word is a well-known name, or looks like one.
func isBrand(w string) bool { return wellKnown[w] || brandInitials[w] || brandSkeletons[skeleton(w)] }

// shortestSite is how long a name must be for a likeness to mean anything.
const shortestSite = 5

// looksLike reports whether a site's name was made to be taken for another: the same letters to the eye, or to whoever reads in
// haste where the text speaks of that name.
func looksLike(site, known string, spoken bool) bool {
	plain, name := strings.ReplaceAll(plainLetters(site), "-", ""), strings.ReplaceAll(plainLetters(known), "-", "")
	switch {
	case len(name) < shortestSite || plain == name || withoutUmlauts(plain) == withoutUmlauts(name):
		return false
	case skeleton(site) == skeleton(known):
		return true
	}
	return spoken && len(name) > 5 && oneEdit(plain, name)
}

// withoutUmlauts undoes how those are spelt who have no ä, ö or ü.
func withoutUmlauts(s string) string {
	if !strings.Contains(s, "ae") && !strings.Contains(s, "oe") && !strings.Contains(s, "ue") {
		return s // as most: nothing is copied
	}
	return umlauts.Replace(s)
}

var umlauts = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")

// plainLetters is a name without accents.
func plainLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if c := foldRune(r); c != 0 && r < 0x250 {
			return rune(c)
		}
		return unicode.ToLower(r)
	}, s)
}

// alike are letters and digits that look like others, beside what folding undoes.
var alike = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "l", "i", "l", "3", "e", "5", "s", "8", "b", "-", "")

// skeleton is a name as the eye takes it in.
func skeleton(s string) string {
	return alike.Replace(strings.Map(func(r rune) rune {
		if c := foldRune(r); c != 0 {
			return rune(c)
		}
		return r
	}, s))
}

// oneEdit reports whether one letter more, less or other, or two that changed places, makes b of a.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// ofSeveralAlphabets reports whether a name mixes letters that no language mixes: аmazon with a Cyrillic а.
func ofSeveralAlphabets(s string) bool {
	latin, other := false, false
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			latin = latin || plainLetter(byte(r))
		case unicode.IsLetter(r):
			latin = latin || unicode.Is(unicode.Latin, r)
			other = other || unicode.Is(unicode.Cyrillic, r) || unicode.Is(unicode.Greek, r) || unicode.Is(unicode.Armenian, r)
		}
	}
	return latin && other
}

// baits are the words of which sites are named that were made for one fraud; lures those that only go with them.
var (
	baits = wordSet("pay payment payments payout secure security verify verified verification confirm check login signin logon unlock release settle settlement renew renewal refund claim bailiff customs fine fines penalty " +
		"zahlung zahlen bezahlen pruefung klaerung freigabe sicher sicherheit verif verifier paiement payer regler reglement securite remboursement amende pago pagos pagar seguro verifica verificacion aduana multa cobro cobros")
	lures = wordSet("now today quick fast instant urgent final notice notices stop online account accounts billing bill invoice invoices support help helpdesk desk center centre service services update my id pin token card cards wallet domain domains parcel my your alert alerts debt due portal " +
		"jetzt konto rechnung sperre karte compte facture ya cuenta factura cliente tarjeta")
)

// parts are the words of a site's name.
func (dm domain) parts() []string {
	return strings.FieldsFunc(dm.site, func(r rune) bool { return r == '-' || r == '_' })
}

// isBait reports whether a site is named of nothing but what frauds promise or press for: pay-verify, secure-login.
func (dm domain) isBait() bool {
	n := 0
	all := dm.parts()
	for _, p := range all {
		switch word := strings.TrimRight(p, "0123456789"); {
		case baits[word]:
			n++
		case !lures[word]:
			return false
		}
	}
	return n > 0 && len(all) > 1
}

// digitsForLetters are the digits that stand for letters in a word that a filter is not to read.
var digitsForLetters = strings.NewReplacer("0", "o", "1", "l", "3", "e", "5", "s")

// writesWithDigits reports whether a site's name has a word of frauds with digits in it: domain-renewa1.
func (dm domain) writesWithDigits() bool {
	return slices.ContainsFunc(dm.parts(), func(p string) bool {
		plain := digitsForLetters.Replace(p)
		return plain != p && baits[plain]
	})
}

// baitsWith reports whether a site's name is another's with words that frauds add: paypal-secure.
func (dm domain) baitsWith(names func(string) bool) bool {
	all := dm.parts()
	return len(all) > 1 && slices.ContainsFunc(all, func(p string) bool { return baits[p] || lures[p] }) && slices.ContainsFunc(all, names)
}
