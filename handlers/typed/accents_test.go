package typed

import (
	"testing"

	"owed.dev/owed/ledger"
)

// Some keyboards send a letter and its accent apart. The fault it catches is a name that is compared by its code points.
func TestAccentsTypedApart(t *testing.T) {
	t.Parallel()
	env := testEnv()
	env.Dir = vendors{{Slug: "mueller", Name: "M\u00fcller", Currency: "EUR", Zone: "UTC"}}
	c, err := Parse("mu\u0308ller invoice R-1 EUR 5 memo Ma\u0308rz", env)
	if err != nil {
		t.Fatal(err)
	}
	do, ok := c.Do.(RecordInvoice)
	if !ok || c.Vendor.Slug != ledger.VendorID("mueller") || do.Invoice.Memo != "M\u00e4rz" {
		t.Errorf("read as %q: %+v", c.Vendor.Slug, c.Do)
	}
}
