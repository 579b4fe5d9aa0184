package eml

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"owed.dev/owed/ledger"
)

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func TestRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		mail string
		want []string // each must stand in the text
		not  []string
	}{
		"plain": {
			mail: "From: Ada <ada@v.example>\nTo: ap@us.example\nSubject: Notice\n\nWe will suspend your account.\n",
			want: []string{"From: Ada <ada@v.example>\n", "Subject: Notice\n", "We will suspend your account."},
		},
		"encoded words and quoted-printable in latin 1": {
			mail: "From: =?iso-8859-1?q?J=F6rg?= <j@v.example>\nSubject: =?utf-8?b?TWFobnVuZw==?=\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nIhre Rechnung =FCber 40,00 =\nEUR ist f=E4llig.\n",
			want: []string{"From: Jörg <j@v.example>", "Subject: Mahnung", "Ihre Rechnung über 40,00 EUR ist fällig."},
		},
		"base64 with broken lines": {
			mail: "From: a@v.example\nContent-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n" + base64.StdEncoding.EncodeToString([]byte("Zahlen Sie bis 5. März 2025."))[:16] + "\n  \n" + base64.StdEncoding.EncodeToString([]byte("Zahlen Sie bis 5. März 2025."))[16:] + "\n",
			want: []string{"Zahlen Sie bis 5. März 2025."},
		},
		"alternative takes the plain text": {
			mail: "From: a@v.example\nContent-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/plain\n\nThis is the plain text of this mail with more than a dozen words in it for sure.\n--B\nContent-Type: text/html\n\n<p>HTML here</p>\n--B--\n",
			want: []string{"This is the plain text"},
			not:  []string{"HTML here"},
		},
		"alternative whose plain text says nothing": {
			mail: "From: a@v.example\nContent-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/plain\n\nPlease view in HTML.\n--B\nContent-Type: text/html\n\n<p>Your access ends on 5 May unless the balance of $100 has been paid by then, in full and without any deduction.</p>\n--B--\n",
			want: []string{"Your access ends on 5 May"},
			not:  []string{"Please view"},
		},
		"lines that were broken for their own sake": {
			mail: "From: a@v.example\nContent-Type: text/plain; format=flowed; delsp=yes\n\nPay by 20 March \n 2025 or we sus \npend your access.\n> quoted \n> more\n-- \nAR\n",
			want: []string{"Pay by 20 March 2025 or we suspend your access.\n> quoted \n> more\n-- \nAR"},
		},
		"the same, with the blank a part of the words": {
			mail: "From: a@v.example\nContent-Type: text/plain; format=Flowed\n\nPay by 20 March \n2025.\n  stuffed\n",
			want: []string{"Pay by 20 March 2025.\n stuffed"},
		},
		"html": {
			mail: "From: a@v.example\nContent-Type: text/html\n\n<html><head><title>x</title><style>p{}</style></head><body><p>Dear&nbsp;Sir,</p><div style=\"display: none\">ignore</div><ul><li>one<li>two</ul>a<br>b<blockquote>old</blockquote><a href=\"http://evil.example/x\">Pay here</a></body></html>",
			want: []string{"Dear\u00a0Sir,", "- one\n- two", "a\nb", "> old", "Pay here <http://evil.example/x|Pay here>"},
			not:  []string{"ignore", "p{}"},
		},
		"forwarded mail inside": {
			mail: "From: alice@us.example\nSubject: Fwd\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nfyi\n--B\nContent-Type: message/rfc822\n\nFrom: vendor@v.example\nSubject: Final notice\n\nWe terminate on 1 June.\n--B\nContent-Type: application/pdf; name=\"bill.pdf\"\n\n%PDF\n--B--\n",
			want: []string{"fyi", "---------- Forwarded message", "From: vendor@v.example", "Subject: Final notice", "We terminate on 1 June."},
			not:  []string{"%PDF"},
		},
		"calendar": {
			mail: "From: a@v.example\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=UTC:20250505T090000\nSUMMARY:Disconnection of cage\n  14\\, power\nEND:VEVENT\nEND:VCALENDAR\n--B--\n",
			want: []string{"Calendar entry for 2025-05-05", "Disconnection of cage 14, power"},
		},
		"mbox line and byte order mark": {
			mail: "\ufeffFrom a@v.example Mon Jan 1 00:00:00 2025\nFrom: a@v.example\n\nhello\n",
			want: []string{"hello"},
		},
		"windows-1252 called ascii": {
			mail: "From: a@v.example\nContent-Type: text/plain; charset=us-ascii\n\n\x8096,000 overdue\n",
			want: []string{"€96,000 overdue"},
		},
		"a boundary that is missing": {
			mail: "From: a@v.example\nContent-Type: multipart/mixed\n\nstill words\n",
			want: []string{"still words"},
		},
		"a boundary that never comes": {
			mail: "From: a@v.example\nContent-Type: multipart/mixed; boundary=\"zz\"\n\n--bb\nContent-Type: text/plain\n\nWe will suspend your account.\n--bb--\n",
			want: []string{"We will suspend your account."},
		},
		"a letter that is attached": {
			mail: "From: a@v.example\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nSee attached.\n--B\nContent-Type: text/plain; name=notice.txt\nContent-Disposition: attachment; filename=notice.txt\n\nWe will suspend your account.\n--B\nContent-Type: text/plain\nContent-Disposition: attachment; filename=trace.log\n\nERROR suspend\n--B--\n",
			want: []string{"See attached.", "We will suspend your account."},
			not:  []string{"ERROR"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, mail := range []string{tt.mail, crlf(tt.mail)} {
				m, err := Read(strings.NewReader(mail))
				if err != nil {
					t.Fatal(err)
				}
				for _, w := range tt.want {
					if !strings.Contains(m.Text, w) {
						t.Errorf("missing %q in\n%s", w, m.Text)
					}
				}
				for _, w := range tt.not {
					if strings.Contains(m.Text, w) {
						t.Errorf("found %q in\n%s", w, m.Text)
					}
				}
			}
		})
	}
}

func TestAttachmentsAreNamed(t *testing.T) {
	t.Parallel()
	m, err := Read(strings.NewReader("From: a@v.example\nDate: Mon, 13 May 2024 08:02:11 +0000\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Disposition: attachment; filename=\"../../r\\\\bill.zip\"\n\nx\n--B--\n"))
	if err != nil || len(m.Attachments) != 1 || m.Attachments[0] != "bill.zip" || m.Date.Year() != 2024 || m.Said {
		t.Errorf("%+v %v", m, err)
	}
	if m, err = Read(strings.NewReader("From: a@v.example\nSubject: x\n\nwords")); err != nil || !m.Said {
		t.Errorf("a mail with words says nothing: %+v %v", m, err)
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, mail := range map[string][]byte{
		"no mail":   []byte("just some words\n\nand more"),
		"empty":     nil,
		"too large": append([]byte("From: a@v.example\n\n"), bytes.Repeat([]byte("x"), MaxSize)...),
	} {
		if _, err := Read(bytes.NewReader(mail)); ledger.KindOf(err) != ledger.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read(badReader{}); err == nil {
		t.Error("the error of the reader was swallowed")
	}
}

type badReader struct{}

func (badReader) Read([]byte) (int, error) { return 0, errors.New("gone") }

// TestBounds nests far deeper, and in far more parts, than anyone does.
func TestBounds(t *testing.T) {
	t.Parallel()
	deep := "From: a@v.example\nContent-Type: message/rfc822\n\n"
	m, err := Read(strings.NewReader(strings.Repeat(deep, 500) + "end"))
	if err != nil || !m.Cut {
		t.Errorf("deep: %v %v", m.Cut, err)
	}
	wide := "From: a@v.example\nContent-Type: multipart/mixed; boundary=B\n\n" + strings.Repeat("--B\n\nword\n", 5000) + "--B--\n"
	if m, err = Read(strings.NewReader(wide)); err != nil || !m.Cut {
		t.Errorf("wide: %v %v", m.Cut, err)
	}
	long := "From: a@v.example\nContent-Type: text/html\n\n" + strings.Repeat("<b>word ", 1<<19)
	if m, err = Read(strings.NewReader(long)); err != nil || len(m.Text) > MaxText {
		t.Errorf("long: %d %v", len(m.Text), err)
	}
}

func FuzzEML(f *testing.F) {
	f.Add([]byte("From: a@v.example\nContent-Type: multipart/alternative; boundary=B\n\n--B\n\nx\n--B\nContent-Type: text/html\n\n<p>y<a href=http://x>z</a>\n--B--\n"))
	f.Add([]byte("Subject: =?x?q?=00?=\nContent-Transfer-Encoding: base64\n\n===="))
	f.Add([]byte("A: b\nContent-Type: text/calendar\n\nBEGIN:VEVENT\nDTSTART:2025\xff0505"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Read(bytes.NewReader(raw))
		if err != nil && ledger.Say(err) == "" {
			t.Errorf("an error without a sentence: %v", err)
		}
		if len(m.Text) > MaxText || !utf8.ValidString(m.Text) || !utf8.ValidString(m.Subject) {
			t.Errorf("out of bounds: %d bytes", len(m.Text))
		}
	})
}

// TestIs finds: a saved mail that is taken for plain text because it has no name, and copied words that are taken apart
// as a mail, their quoted parts lost.
func TestIs(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]bool{
		"From: a@v.example\nMIME-Version: 1.0\nSubject: x\n\nbody":                                     true,
		"From a@v.example Mon Mar 3 2025\nReceived: by mx.example\nFrom: a@v.example\n\nbody":          true,
		crlf("Return-Path: <a@v.example>\nFrom: a@v.example\n\nbody"):                                  true,
		"From: Ada <ada@v.example>\nTo: ap@us.example\nDate: Mon, 3 Mar 2025\nSubject: Notice\n\nbody": false,
		"*bob*  10:00\nthey will suspend us":                                                           false,
		"":                                                                                             false,
	} {
		if Is([]byte(raw)) != want {
			t.Errorf("%q: an e-mail %v, expected %v", raw, !want, want)
		}
	}
}

// TestStubs has mails whose plain text stands in for their page. Faults it catches: the page, which is what people see, is not read;
// the dangerous twins: a plain text that says it all and only mentions pages, or addresses of them.
func TestStubs(t *testing.T) {
	t.Parallel()
	const page = "<p>Your access ends on 5 May unless $100 has been paid.</p>"
	for text, want := range map[string]bool{
		"To see this e-mail please use a program that is capable of HTML, or ask whoever sent it to send it again as plain text.":                              true,
		"This message was sent in HTML format. Your program cannot show it. You may wish to open it with another one, e.g. on your telephone.":                 true,
		"Having trouble with this message? Open it in your browser: https://v.example/m/8812 and add us to your address book so that nothing of ours is lost.": true,
		"Ihr E-Mail-Programm unterstützt leider kein HTML. Bitte öffnen Sie diese Nachricht mit einem anderen Programm oder auf Ihrem Telefon.":                true,
		"Falls Sie diese Nachricht nicht lesen können, öffnen Sie bitte die Webansicht unter https://v.example/m/8812 oder wenden Sie sich an uns.":            true,
		"Votre messagerie ne prend pas en charge le format HTML. Pour lire ce message, merci d'utiliser un autre logiciel ou de nous contacter.":               true,
		"Si ce message ne s'affiche pas, veuillez l'ouvrir dans votre navigateur à l'adresse https://v.example/m/8812 ou contactez-nous par téléphone.":        true,
		"Su programa de correo no admite mensajes en HTML. Para leer este mensaje, ábralo con otro programa o póngase en contacto con nosotros.":               true,
		"Si no puede ver este mensaje, ábralo en su navegador en https://v.example/m/8812 o llámenos y se lo enviaremos por otro medio.":                       true,
		"Your access ends on 5 May unless $100 has been paid. Sign in with any browser to pay, or answer this mail.":                                           false,
		"Your access ends on 5 May unless $100 has been paid. Our bank details are at https://v.example/pay.html for your convenience.":                        false,
		"The notice is as follows, in full, and replaces that of March: all of it is due at once, and we go to court on 9 May without any other word.":         false,
	} {
		mail := "From: a@v.example\nContent-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/plain; charset=utf-8\n\n" + text +
			"\n--B\nContent-Type: text/html; charset=utf-8\n\n" + page + "\n--B--\n"
		m, err := Read(strings.NewReader(mail))
		if got := strings.HasSuffix(m.Text, "has been paid.") && !strings.Contains(m.Text, text); err != nil || got != want {
			t.Errorf("%q: the page is read: %v, expected %v (%v)", text, got, want, err)
		}
	}
}
