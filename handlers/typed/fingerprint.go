package typed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"time"

	"owed.dev/owed/ledger"
)

// Fingerprint is equal for two commands that mean the same, however they were typed: "$10m" and "10,000,000 usd", INV-7
// and inv-0007, clauses in another order. It tells nothing of what it stands for, so it may be a key or stand in a log.
func (c Command) Fingerprint() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s|%T|", c.Vendor.Slug, c.Do)
	canonical(&b, reflect.ValueOf(c.Do))
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:16])
}

// canonical writes a value so that equal meanings become equal text.
func canonical(b *strings.Builder, v reflect.Value) {
	switch x := v.Interface().(type) {
	case ledger.InvoiceNo:
		b.WriteString(x.Key() + ";")
		return
	case ledger.Money:
		if x.Currency != "" {
			b.WriteString(x.Decimal() + string(x.Currency))
		}
		b.WriteString(";")
		return
	case ledger.Vendor:
		fmt.Fprintf(b, "%q", x.Slug)
		x.Slug = ""
	case time.Time:
		b.WriteString(x.UTC().Format(time.RFC3339) + ";")
		return
	case Mention:
		b.WriteString(string(x.Kind) + x.ID + ";")
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			b.WriteString(v.Type().Field(i).Name + ":")
			canonical(b, v.Field(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			canonical(b, v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			canonical(b, v.Index(i))
		}
	case reflect.String:
		fmt.Fprintf(b, "%q", strings.ToLower(strings.Join(strings.Fields(fold(v.String())), " ")))
	default:
		fmt.Fprintf(b, "%v", v.Interface())
	}
	b.WriteString(";")
}
