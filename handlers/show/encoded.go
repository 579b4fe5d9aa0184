package show

// Encoded is the message with its JSON written already, for one that is answered many times.
func (m Message) Encoded() Message {
	m.json = m.JSON()
	return m
}
