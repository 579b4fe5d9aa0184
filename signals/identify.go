package signals

func (d *document) identify(f *Findings) {}
func (d *document) suspect(f *Findings)  {}
