package devslack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// n is a text of so many characters.
func n(count int) string { return strings.Repeat("x", count) }

// items is a JSON array of so many of the same.
func items(count int, item string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(item+",", count), ",") + "]"
}

// numbered is a JSON array whose items differ: %d stands for the number.
func numbered(count int, item string) string {
	out := make([]string, count)
	for i := range out {
		out[i] = strings.ReplaceAll(item, "%d", fmt.Sprint(i))
	}
	return "[" + strings.Join(out, ",") + "]"
}

func pt(s string) string  { return fmt.Sprintf(`{"type":"plain_text","text":%q}`, s) }
func mkd(s string) string { return fmt.Sprintf(`{"type":"mrkdwn","text":%q}`, s) }

func section(s string) string { return `{"type":"section","text":` + mkd(s) + `}` }
func withAccessory(el string) string {
	return `{"type":"section","text":` + pt("x") + `,"accessory":` + el + `}`
}
func inActionsBlock(el string) string { return `{"type":"actions","elements":[` + el + `]}` }
func inInputBlock(el string) string {
	return `{"type":"input","label":` + pt("x") + `,"element":` + el + `}`
}

func button(fields string) string {
	return `{"type":"button","text":` + pt("b") + fields + `}`
}

func opt(text, value string) string {
	return `{"text":` + pt(text) + fmt.Sprintf(`,"value":%q}`, value)
}

func selectOf(options string) string { return `{"type":"static_select","options":` + options + `}` }

func tableOf(rows, cells int, text string) string {
	cell := fmt.Sprintf(`{"type":"raw_text","text":%q}`, text)
	return `{"type":"table","rows":` + items(rows, items(cells, cell)) + `}`
}

func dataTable(rows, cells int, more string) string {
	return `{"type":"data_table","caption":"c","rows":` + items(rows, items(cells, `{"type":"raw_text","text":"v"}`)) + more + `}`
}

func pie(segments int) string {
	return `{"type":"data_visualization","title":"t","chart":{"type":"pie","segments":` + items(segments, `{"label":"a","value":1}`) + `}}`
}

func bar(categories, series int) string {
	points := numbered(categories, `{"label":"c%d","value":1}`)
	return `{"type":"data_visualization","title":"t","chart":{"type":"bar","series":` + numbered(series, `{"name":"s%d","data":`+points+`}`) +
		`,"axis_config":{"categories":` + numbered(categories, `"c%d"`) + `}}}`
}

// limitCase is one limit: what is just accepted, what is just refused, and Slack's words for the refusal.
type limitCase struct {
	name           string
	accept, refuse string
	words          string
}

// messageLimits are blocks of a message, one at a time.
func messageLimits() []limitCase {
	return []limitCase{
		{"section text", section(n(3000)), section(n(3001)), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		{"section text schemas", section("x"), section(n(3001)), "failed to match all allowed schemas [json-pointer:/blocks/0/text]"},
		{"section text empty", section("x"), section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		{"section text blank", section("x"), section("  "), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		{"section needs text or fields", `{"type":"section","fields":[` + pt("x") + `]}`, `{"type":"section"}`, "must define either `text` or `fields` [json-pointer:/blocks/0/type]"},
		{"section fields", `{"type":"section","fields":` + items(10, pt("x")) + `}`, `{"type":"section","fields":` + items(11, pt("x")) + `}`, "no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
		{"section fields none", `{"type":"section","fields":` + items(1, pt("x")) + `}`, `{"type":"section","fields":[]}`, "must provide at least 1 items [json-pointer:/blocks/0/fields]"},
		{"section field text", `{"type":"section","fields":[` + mkd(n(2000)) + `]}`, `{"type":"section","fields":[` + mkd(n(2001)) + `]}`, "must be less than 2001 characters"},
		{"block_id length", `{"type":"divider","block_id":"` + n(255) + `"}`, `{"type":"divider","block_id":"` + n(256) + `"}`, "must be less than 256 characters [json-pointer:/blocks/0/block_id]"},
		{"unknown type", `{"type":"divider"}`, `{"type":"sections"}`, "unsupported type: sections [json-pointer:/blocks/0/type]"},
		{"no type", `{"type":"divider"}`, `{}`, "missing required field: type [json-pointer:/blocks/0]"},
		{"not an object", `{"type":"divider"}`, `"divider"`, "must provide an object [json-pointer:/blocks/0]"},
		{"unknown property", `{"type":"divider"}`, `{"type":"divider","page_size":1}`, "invalid additional property: page_size [json-pointer:/blocks/0]"},
		{"emoji on mrkdwn", section("x"), `{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}`, "invalid additional property: emoji [json-pointer:/blocks/0/text]"},
		{"verbatim on plain_text", `{"type":"section","text":{"type":"plain_text","text":"x","emoji":false}}`, `{"type":"section","text":{"type":"plain_text","text":"x","verbatim":false}}`, "invalid additional property: verbatim"},
		{"header", `{"type":"header","text":` + pt(n(150)) + `}`, `{"type":"header","text":` + pt(n(151)) + `}`, "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		{"header mrkdwn", `{"type":"header","text":` + pt("x") + `}`, `{"type":"header","text":` + mkd("x") + `}`, "unsupported type: mrkdwn"},
		{"context elements", `{"type":"context","elements":` + items(10, mkd("x")) + `}`, `{"type":"context","elements":` + items(11, mkd("x")) + `}`, "no more than 10 items allowed"},
		{"context button", `{"type":"context","elements":[` + mkd("x") + `]}`, `{"type":"context","elements":[` + button("") + `]}`, "unsupported type: button"},
		{"actions elements", `{"type":"actions","elements":` + items(25, button("")) + `}`, `{"type":"actions","elements":` + items(26, button("")) + `}`, "no more than 25 items allowed"},
		{"actions none", inActionsBlock(button("")), `{"type":"actions","elements":[]}`, "must provide at least 1 items"},
		{"actions input", inActionsBlock(button("")), inActionsBlock(`{"type":"plain_text_input"}`), "unsupported type: plain_text_input"},
		{"action_id twice in a block", `{"type":"actions","elements":[` + button(`,"action_id":"x"`) + `,` + button(`,"action_id":"y"`) + `]}`, `{"type":"actions","elements":[` + button(`,"action_id":"x"`) + `,` + button(`,"action_id":"x"`) + `]}`, "`action_id` \"x\" already exists [json-pointer:/blocks/0/elements/1/action_id]"},
		{"action_id length", inActionsBlock(button(`,"action_id":"` + n(255) + `"`)), inActionsBlock(button(`,"action_id":"` + n(256) + `"`)), "must be less than 256 characters"},
		{"button text", inActionsBlock(`{"type":"button","text":` + pt(n(75)) + `}`), inActionsBlock(`{"type":"button","text":` + pt(n(76)) + `}`), "must be less than 76 characters"},
		{"button without text", inActionsBlock(button("")), inActionsBlock(`{"type":"button"}`), "missing required field: text [json-pointer:/blocks/0/elements/0]"},
		{"button value", inActionsBlock(button(`,"value":"` + n(2000) + `"`)), inActionsBlock(button(`,"value":"` + n(2001) + `"`)), "must be less than 2001 characters"},
		{"button url", inActionsBlock(button(`,"url":"https://e.x/` + n(2988) + `"`)), inActionsBlock(button(`,"url":"https://e.x/` + n(2989) + `"`)), "must be less than 3001 characters"},
		{"button url form", inActionsBlock(button(`,"url":"https://e.x"`)), inActionsBlock(button(`,"url":"nowhere"`)), "must be a valid url"},
		{"button style", inActionsBlock(button(`,"style":"danger"`)), inActionsBlock(button(`,"style":"default"`)), "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"},
		{"button label", inActionsBlock(button(`,"accessibility_label":"` + n(75) + `"`)), inActionsBlock(button(`,"accessibility_label":"` + n(76) + `"`)), "must be less than 76 characters"},
		{"confirm title", confirmed("title", n(100)), confirmed("title", n(101)), "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"},
		{"confirm text", confirmed("text", n(300)), confirmed("text", n(301)), "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]"},
		{"confirm yes", confirmed("confirm", n(30)), confirmed("confirm", n(31)), "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/confirm/text]"},
		{"confirm no", confirmed("deny", n(30)), confirmed("deny", n(31)), "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]"},
		{"confirm without a title", confirmed("title", "t"), strings.Replace(confirmed("title", "t"), `"title":`+pt("t")+`,`, "", 1), "missing required field: title [json-pointer:/blocks/0/elements/0/confirm]"},
		{"confirm without a no", confirmed("deny", "t"), strings.Replace(confirmed("deny", "t"), `,"deny":`+pt("t"), "", 1), "missing required field: deny [json-pointer:/blocks/0/elements/0/confirm]"},
		{"confirm with a type", confirmed("title", "t"), strings.Replace(confirmed("title", "t"), `"confirm":{`, `"confirm":{"type":"confirm",`, 1), "invalid additional property: type [json-pointer:/blocks/0/elements/0/confirm]"},
		{"option with a type", withAccessory(selectOf("[" + opt("a", "b") + "]")), withAccessory(selectOf(`[{"type":"option","text":` + pt("a") + `,"value":"b"}]`)), "invalid additional property: type [json-pointer:/blocks/0/accessory/options/0]"},
		{"select options", withAccessory(selectOf(items(100, opt("a", "b")))), withAccessory(selectOf(items(101, opt("a", "b")))), "no more than 100 items allowed [json-pointer:/blocks/0/accessory/options]"},
		{"select without options", withAccessory(selectOf(items(1, opt("a", "b")))), withAccessory(selectOf("[]")), "must provide at least 1 items [json-pointer:/blocks/0/accessory/options]"},
		{"select with neither", withAccessory(selectOf(items(1, opt("a", "b")))), withAccessory(`{"type":"static_select"}`), "must define either `options` or `option_groups`"},
		{"select with both", withAccessory(selectOf(items(1, opt("a", "b")))), withAccessory(`{"type":"static_select","options":[` + opt("a", "b") + `],"option_groups":[{"label":` + pt("l") + `,"options":[` + opt("a", "b") + `]}]}`), "must define only one of"},
		{"select groups", withAccessory(`{"type":"static_select","option_groups":` + items(100, `{"label":`+pt("l")+`,"options":[`+opt("a", "b")+`]}`) + `}`), withAccessory(`{"type":"static_select","option_groups":` + items(101, `{"label":`+pt("l")+`,"options":[`+opt("a", "b")+`]}`) + `}`), "no more than 100 items allowed"},
		{"group label", withAccessory(`{"type":"static_select","option_groups":[{"label":` + pt(n(75)) + `,"options":[` + opt("a", "b") + `]}]}`), withAccessory(`{"type":"static_select","option_groups":[{"label":` + pt(n(76)) + `,"options":[` + opt("a", "b") + `]}]}`), "must be less than 76 characters"},
		{"placeholder", withAccessory(`{"type":"users_select","placeholder":` + pt(n(150)) + `}`), withAccessory(`{"type":"users_select","placeholder":` + pt(n(151)) + `}`), "must be less than 151 characters"},
		{"option text", withAccessory(selectOf("[" + opt(n(75), "v") + "]")), withAccessory(selectOf("[" + opt(n(76), "v") + "]")), "must be less than 76 characters"},
		{"option value", withAccessory(selectOf("[" + opt("t", n(150)) + "]")), withAccessory(selectOf("[" + opt("t", n(151)) + "]")), "must be less than 151 characters"},
		{"option mrkdwn in a select", withAccessory(`{"type":"radio_buttons","options":[{"text":` + mkd("x") + `,"value":"v"}]}`), withAccessory(selectOf(`[{"text":` + mkd("x") + `,"value":"v"}]`)), "unsupported type: mrkdwn"},
		{"option description", withAccessory(selectOf(`[{"text":` + pt("t") + `,"value":"v","description":` + pt(n(75)) + `}]`)), withAccessory(selectOf(`[{"text":` + pt("t") + `,"value":"v","description":` + pt(n(76)) + `}]`)), "must be less than 76 characters"},
		{"option url outside overflow", withAccessory(`{"type":"overflow","options":` + items(2, `{"text":`+pt("t")+`,"value":"v","url":"https://e.x"}`) + `}`), withAccessory(selectOf(`[{"text":` + pt("t") + `,"value":"v","url":"https://e.x"}]`)), "invalid additional property: url"},
		{"initial option", withAccessory(`{"type":"static_select","options":[` + opt("a", "b") + `],"initial_option":` + opt("a", "b") + `}`), withAccessory(`{"type":"static_select","options":[` + opt("a", "b") + `],"initial_option":` + opt("a", "c") + `}`), "must be one of the provided options"},
		{"overflow options", withAccessory(`{"type":"overflow","options":` + items(5, opt("a", "b")) + `}`), withAccessory(`{"type":"overflow","options":` + items(6, opt("a", "b")) + `}`), "no more than 5 items allowed"},
		{"checkboxes", withAccessory(`{"type":"checkboxes","options":` + items(10, opt("a", "b")) + `}`), withAccessory(`{"type":"checkboxes","options":` + items(11, opt("a", "b")) + `}`), "no more than 10 items allowed"},
		{"radio buttons", withAccessory(`{"type":"radio_buttons","options":` + items(10, opt("a", "b")) + `}`), withAccessory(`{"type":"radio_buttons","options":` + items(11, opt("a", "b")) + `}`), "no more than 10 items allowed"},
		{"max selected", withAccessory(`{"type":"multi_users_select","max_selected_items":1}`), withAccessory(`{"type":"multi_users_select","max_selected_items":0}`), "must be greater than 0"},
		{"filter", withAccessory(`{"type":"conversations_select","filter":{"include":["im"]}}`), withAccessory(`{"type":"conversations_select","filter":{"include":["dm"]}}`), "must be a valid enum value"},
		{"response_url_enabled outside a modal", withAccessory(`{"type":"conversations_select","response_url_enabled":false}`), withAccessory(`{"type":"conversations_select","response_url_enabled":true}`), "is only available in an `input` block in modals"},
		{"date", withAccessory(`{"type":"datepicker","initial_date":"2023-03-03"}`), withAccessory(`{"type":"datepicker","initial_date":"2023-02-30"}`), "must be a valid date"},
		{"time", withAccessory(`{"type":"timepicker","initial_time":"23:59"}`), withAccessory(`{"type":"timepicker","initial_time":"24:00"}`), "must be a valid time"},
		{"time zone of nowhere", withAccessory(`{"type":"timepicker","timezone":"UTC"}`), withAccessory(`{"type":"timepicker","timezone":"Local"}`), "must be a valid IANA time zone"},
		{"time zone", withAccessory(`{"type":"timepicker","timezone":"Europe/Paris"}`), withAccessory(`{"type":"timepicker","timezone":"Mars/Base"}`), "must be a valid IANA time zone"},
		{"datetime", inActionsBlock(`{"type":"datetimepicker","initial_date_time":1677844800}`), inActionsBlock(`{"type":"datetimepicker","initial_date_time":167784480}`), "must be greater than"},
		{"datetime as accessory", inActionsBlock(`{"type":"datetimepicker"}`), withAccessory(`{"type":"datetimepicker"}`), "unsupported type: datetimepicker"},
		{"number input in a message", inInputBlock(`{"type":"plain_text_input"}`), inInputBlock(`{"type":"number_input","is_decimal_allowed":true}`), "unsupported type: number_input"},
		{"input label", `{"type":"input","label":` + pt(n(2000)) + `,"element":{"type":"plain_text_input"}}`, `{"type":"input","label":` + pt(n(2001)) + `,"element":{"type":"plain_text_input"}}`, "must be less than 2001 characters"},
		{"input hint", `{"type":"input","label":` + pt("x") + `,"hint":` + pt(n(2000)) + `,"element":{"type":"plain_text_input"}}`, `{"type":"input","label":` + pt("x") + `,"hint":` + pt(n(2001)) + `,"element":{"type":"plain_text_input"}}`, "must be less than 2001 characters"},
		{"input button", inInputBlock(`{"type":"plain_text_input"}`), inInputBlock(button("")), "unsupported type: button"},
		{"text input min", inInputBlock(`{"type":"plain_text_input","min_length":3000}`), inInputBlock(`{"type":"plain_text_input","min_length":3001}`), "must be less than 3001"},
		{"text input max", inInputBlock(`{"type":"plain_text_input","max_length":1}`), inInputBlock(`{"type":"plain_text_input","max_length":0}`), "must be greater than 0"},
		{"text input max top", inInputBlock(`{"type":"plain_text_input","max_length":3000}`), inInputBlock(`{"type":"plain_text_input","max_length":3001}`), "must be less than 3001"},
		{"text input order", inInputBlock(`{"type":"plain_text_input","min_length":2,"max_length":2}`), inInputBlock(`{"type":"plain_text_input","min_length":3,"max_length":2}`), "must be less than or equal to `max_length`"},
		{"rich text input lines", inInputBlock(`{"type":"rich_text_input","max_lines":100}`), inInputBlock(`{"type":"rich_text_input","max_lines":101}`), "must be less than 101"},
		{"image url", `{"type":"image","alt_text":"a","image_url":"https://e.x/` + n(2988) + `"}`, `{"type":"image","alt_text":"a","image_url":"https://e.x/` + n(2989) + `"}`, "must be less than 3001 characters"},
		{"image http", `{"type":"image","alt_text":"a","image_url":"https://e.x/a"}`, `{"type":"image","alt_text":"a","image_url":"http://e.x/a"}`, "must be a valid https url"},
		{"image alt", `{"type":"image","alt_text":"` + n(2000) + `","image_url":"https://e.x/a"}`, `{"type":"image","alt_text":"` + n(2001) + `","image_url":"https://e.x/a"}`, "must be less than 2001 characters"},
		{"image without alt", `{"type":"image","alt_text":"a","image_url":"https://e.x/a"}`, `{"type":"image","image_url":"https://e.x/a"}`, "missing required field: alt_text"},
		{"image of two sources", `{"type":"image","alt_text":"a","slack_file":{"id":"F1"}}`, `{"type":"image","alt_text":"a","slack_file":{"id":"F1"},"image_url":"https://e.x/a"}`, "must define only one of"},
		{"image title", `{"type":"image","alt_text":"a","image_url":"https://e.x/a","title":` + pt(n(2000)) + `}`, `{"type":"image","alt_text":"a","image_url":"https://e.x/a","title":` + pt(n(2001)) + `}`, "must be less than 2001 characters"},
		{"list indent", richList(`"style":"bullet","indent":8`), richList(`"style":"bullet","indent":9`), "must be less than 9"},
		{"list style", richList(`"style":"ordered"`), richList(`"style":"dotted"`), "must be a valid enum value"},
		{"list border", richList(`"style":"bullet","border":1`), richList(`"style":"bullet","border":2`), "must be less than 2"},
		{"rich text empty", richSection(`{"type":"text","text":" "}`), richSection(`{"type":"text","text":""}`), "must be more than 0 characters"},
		{"rich text style", richSection(`{"type":"text","text":"a","style":{"bold":true}}`), richSection(`{"type":"text","text":"a","style":{"fat":true}}`), "invalid additional property: fat"},
		{"preformatted", `{"type":"rich_text","elements":[{"type":"rich_text_preformatted","elements":[{"type":"text","text":"a"}]}]}`, `{"type":"rich_text","elements":[{"type":"rich_text_preformatted","elements":[{"type":"user","user_id":"U1"}]}]}`, "unsupported type: user"},
		{"table rows", tableOf(100, 1, "a"), tableOf(101, 1, "a"), "no more than 100 items allowed [json-pointer:/blocks/0/rows]"},
		{"table cells", tableOf(1, 20, "a"), tableOf(1, 21, "a"), "no more than 20 items allowed"},
		{"table characters", tableOf(10, 10, n(100)), tableOf(10, 11, n(100)), "must be less than 10001 characters"},
		{"table empty cell", tableOf(1, 1, " "), tableOf(1, 1, ""), "must be more than 0 characters"},
		{"table settings", `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]],"column_settings":[null,{"align":"right"}]}`, `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]],"column_settings":[{"align":"middle"}]}`, "must be a valid enum value"},
		{"table settings count", `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]],"column_settings":` + items(20, "{}") + `}`, `{"type":"table","rows":[[{"type":"raw_text","text":"a"}]],"column_settings":` + items(21, "{}") + `}`, "no more than 20 items allowed"},
		{"data table rows", dataTable(101, 1, ""), dataTable(102, 1, ""), "no more than 101 items allowed"},
		{"data table header only", dataTable(2, 1, ""), dataTable(1, 1, ""), "must provide at least 2 items"},
		{"data table columns", dataTable(2, 20, ""), dataTable(2, 21, ""), "no more than 20 items allowed"},
		{"data table page", dataTable(2, 1, `,"page_size":100`), dataTable(2, 1, `,"page_size":101`), "must be less than 101"},
		{"data table header index", dataTable(2, 2, `,"row_header_column_index":1`), dataTable(2, 2, `,"row_header_column_index":2`), "must be less than 2"},
		{"data table ragged", dataTable(2, 2, ""), `{"type":"data_table","caption":"c","rows":[[{"type":"raw_text","text":"a"}],[{"type":"raw_text","text":"a"},{"type":"raw_text","text":"a"}]]}`, "as the first row does"},
		{"data table caption", dataTable(2, 2, ""), strings.Replace(dataTable(2, 2, ""), `"caption":"c",`, "", 1), "missing required field: caption"},
		{"chart title", strings.Replace(pie(1), `"t"`, `"`+n(50)+`"`, 1), strings.Replace(pie(1), `"t"`, `"`+n(51)+`"`, 1), "must be less than 51 characters"},
		{"pie segments", pie(12), pie(13), "no more than 12 items allowed"},
		{"pie label", strings.Replace(pie(1), `"a"`, `"`+n(20)+`"`, 1), strings.Replace(pie(1), `"a"`, `"`+n(21)+`"`, 1), "must be less than 21 characters"},
		{"pie value", pie(1), strings.Replace(pie(1), `"value":1`, `"value":0`, 1), "must be greater than 0"},
		{"bar series", bar(2, 6), bar(2, 7), "no more than 6 items allowed"},
		{"bar categories", bar(20, 1), bar(21, 1), "no more than 20 items allowed"},
		{"bar names", bar(2, 2), strings.Replace(bar(2, 2), `"s1"`, `"s0"`, 1), "must be unique"},
		{"bar points", bar(2, 1), strings.Replace(bar(2, 1), `{"label":"c1","value":1}`, `{"label":"c0","value":1}`, 1), "exactly one data point for each category"},
		{"markdown", `{"type":"markdown","text":"` + n(12000) + `"}`, `{"type":"markdown","text":"` + n(12001) + `"}`, "must be less than 12001 characters"},
		{"alert in a message", section("x"), `{"type":"alert","text":` + pt("x") + `}`, "unsupported type: alert"},
		{"card needs something", `{"type":"card","body":` + mkd("x") + `}`, `{"type":"card","subtitle":` + mkd("x") + `}`, "must define at least one of"},
		{"card title", `{"type":"card","title":` + mkd(n(150)) + `}`, `{"type":"card","title":` + mkd(n(151)) + `}`, "must be less than 151 characters"},
		{"card body", `{"type":"card","body":` + mkd(n(200)) + `}`, `{"type":"card","body":` + mkd(n(201)) + `}`, "must be less than 201 characters"},
		{"card actions", `{"type":"card","actions":` + items(3, button("")) + `}`, `{"type":"card","actions":` + items(4, button("")) + `}`, "no more than 3 items allowed"},
		{"carousel", `{"type":"carousel","elements":` + items(10, `{"type":"card","title":`+mkd("x")+`}`) + `}`, `{"type":"carousel","elements":` + items(11, `{"type":"card","title":`+mkd("x")+`}`) + `}`, "no more than 10 items allowed"},
		{"container children", `{"type":"container","title":` + pt("t") + `,"child_blocks":` + items(10, section("x")) + `}`, `{"type":"container","title":` + pt("t") + `,"child_blocks":` + items(11, section("x")) + `}`, "no more than 10 items allowed"},
		{"container title", `{"type":"container","title":` + pt(n(150)) + `,"child_blocks":[` + section("x") + `]}`, `{"type":"container","title":` + pt(n(151)) + `,"child_blocks":[` + section("x") + `]}`, "must be less than 151 characters"},
		{"container collapsed", `{"type":"container","title":` + pt("t") + `,"is_collapsible":true,"default_collapsed":true,"child_blocks":[` + section("x") + `]}`, `{"type":"container","title":` + pt("t") + `,"default_collapsed":true,"child_blocks":[` + section("x") + `]}`, "needs `is_collapsible`"},
		{"container child", `{"type":"container","title":` + pt("t") + `,"child_blocks":[{"type":"divider"}]}`, `{"type":"container","title":` + pt("t") + `,"child_blocks":[{"type":"markdown","text":"x"}]}`, "unsupported type: markdown"},
		{"context actions", `{"type":"context_actions","elements":` + items(5, iconButton) + `}`, `{"type":"context_actions","elements":` + items(6, iconButton) + `}`, "no more than 5 items allowed"},
		{"task status", `{"type":"task_card","task_id":"1","title":"t","status":"pending"}`, `{"type":"task_card","task_id":"1","title":"t","status":"done"}`, "must be a valid enum value"},
		{"file", `{"type":"divider"}`, `{"type":"file","source":"remote","external_id":"x"}`, "unsupported type: file"},
	}
}

// confirmed is a button whose confirm dialog says something in one of its parts.
func confirmed(part, says string) string {
	var parts []string
	for _, name := range []string{"title", "text", "confirm", "deny"} {
		said := "x"
		if name == part {
			said = says
		}
		parts = append(parts, `"`+name+`":`+pt(said))
	}
	return inActionsBlock(button(`,"confirm":{` + strings.Join(parts, ",") + `}`))
}

const iconButton = `{"type":"icon_button","icon":"trash","text":{"type":"plain_text","text":"Delete"}}`

func richList(fields string) string {
	return `{"type":"rich_text","elements":[{"type":"rich_text_list",` + fields + `,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"a"}]}]}]}`
}

func richSection(span string) string {
	return `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + span + `]}]}`
}

func TestEveryLimitOfMessageBlocks(t *testing.T) {
	t.Parallel()
	for _, tc := range messageLimits() {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := checkBlocks(json.RawMessage("["+tc.accept+"]"), onMessage, "/blocks"); len(got.errors) > 0 || got.code != "" {
				t.Errorf("refused what Slack accepts: %v %s", got.errors, got.code)
			}
			got := checkBlocks(json.RawMessage("["+tc.refuse+"]"), onMessage, "/blocks")
			if !strings.Contains(strings.Join(got.errors, "\n"), tc.words) {
				t.Errorf("errors %q, expected %q", got.errors, tc.words)
			}
		})
	}
}

func TestLimitsOverAllBlocks(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, blocks, code, words string
	}{
		{"50 blocks", items(50, `{"type":"divider"}`), "", ""},
		{"51 blocks", items(51, `{"type":"divider"}`), "", "no more than 50 items allowed [json-pointer:/blocks]"},
		{"one table", "[" + tableOf(1, 1, "a") + "]", "", ""},
		{"two tables", "[" + tableOf(1, 1, "a") + "," + tableOf(1, 1, "a") + "]", "invalid_attachments", "only_one_table_allowed"},
		{"table and data table", "[" + tableOf(1, 1, "a") + "," + dataTable(2, 1, "") + "]", "invalid_attachments", "only_one_table_allowed"},
		{"two charts", items(2, pie(1)), "", ""},
		{"three charts", items(3, pie(1)), "", "no more than 2"},
		{"markdown in sum", items(2, `{"type":"markdown","text":"`+n(6000)+`"}`), "", ""},
		{"markdown over the sum", items(2, `{"type":"markdown","text":"`+n(6001)+`"}`), "", "must be less than 12001 characters"},
		{"block_id twice", items(2, `{"type":"divider","block_id":"a"}`), "", "`block_id` \"a\" already exists [json-pointer:/blocks/1/block_id]"},
		{"action_id in two blocks", items(2, inActionsBlock(button(`,"action_id":"a"`))), "", ""},
		{"JSON within 13,000", items(4, section(n(2900))), "", ""},
		{"JSON beyond 13,172", items(5, section(n(2900))), "msg_blocks_too_long", ""},
		{"not an array", `{}`, "invalid_blocks_format", ""},
		{"not JSON", `[`, "invalid_blocks_format", ""},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := checkBlocks(json.RawMessage(tc.blocks), onMessage, "/blocks")
			if got.code != tc.code || (tc.words == "") != (len(got.errors) == 0) || !strings.Contains(strings.Join(got.errors, "\n"), tc.words) {
				t.Errorf("code %q errors %q, expected %q and %q", got.code, got.errors, tc.code, tc.words)
			}
		})
	}
}

func modal(fields, blocks string) string {
	return `{"type":"modal","title":` + pt("t") + fields + `,"blocks":` + blocks + `}`
}

func TestEveryLimitOfViews(t *testing.T) {
	t.Parallel()
	submit := `,"submit":` + pt("ok")
	home := func(blocks string) string { return `{"type":"home","blocks":` + blocks + `}` }
	cases := []limitCase{
		{"title", `{"type":"modal","title":` + pt(n(24)) + `,"blocks":[]}`, `{"type":"modal","title":` + pt(n(25)) + `,"blocks":[]}`, "must be less than 25 characters [json-pointer:/view/title/text]"},
		{"no title", modal("", "[]"), `{"type":"modal","blocks":[]}`, "missing required field: title [json-pointer:/view]"},
		{"submit", modal(`,"submit":`+pt(n(24)), "[]"), modal(`,"submit":`+pt(n(25)), "[]"), "must be less than 25 characters [json-pointer:/view/submit/text]"},
		{"close", modal(`,"close":`+pt(n(24)), "[]"), modal(`,"close":`+pt(n(25)), "[]"), "must be less than 25 characters [json-pointer:/view/close/text]"},
		{"blocks", modal("", items(100, `{"type":"divider"}`)), modal("", items(101, `{"type":"divider"}`)), "no more than 100 items allowed [json-pointer:/view/blocks]"},
		{"callback_id", modal(`,"callback_id":"`+n(255)+`"`, "[]"), modal(`,"callback_id":"`+n(256)+`"`, "[]"), "must be less than 256 characters"},
		{"private_metadata", modal(`,"private_metadata":"`+n(3000)+`"`, "[]"), modal(`,"private_metadata":"`+n(3001)+`"`, "[]"), "must be less than 3001 characters [json-pointer:/view/private_metadata]"},
		{"external_id", modal(`,"external_id":"`+n(255)+`"`, "[]"), modal(`,"external_id":"`+n(256)+`"`, "[]"), "must be less than 256 characters"},
		{"as returned", modal("", "[]"), modal(`,"id":"V1"`, "[]"), "invalid additional property: id [json-pointer:/view]"},
		{"input without submit", modal(submit, "["+section("x")+","+inInputBlock(`{"type":"plain_text_input"}`)+"]"), modal("", "["+section("x")+","+inInputBlock(`{"type":"plain_text_input"}`)+"]"), "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]"},
		{"table", modal("", "["+section("x")+"]"), modal("", "["+tableOf(1, 1, "a")+"]"), "unsupported type: table [json-pointer:/view/blocks/0/type]"},
		{"chart", modal("", "["+section("x")+"]"), modal("", "["+pie(1)+"]"), "unsupported type: data_visualization [json-pointer:/view/blocks/0/type]"},
		{"markdown", modal("", "["+section("x")+"]"), modal("", `[{"type":"markdown","text":"x"}]`), "unsupported type: markdown"},
		{"alert", modal("", `[{"type":"alert","text":`+pt(n(200))+`}]`), modal("", `[{"type":"alert","text":`+pt(n(201))+`}]`), "must be less than 201 characters"},
		{"number", modal(submit, "["+inInputBlock(`{"type":"number_input","is_decimal_allowed":true,"min_value":"1","max_value":"2"}`)+"]"), modal(submit, "["+inInputBlock(`{"type":"number_input","is_decimal_allowed":true,"min_value":"3","max_value":"2"}`)+"]"), "must be less than or equal to `max_value`"},
		{"number as number", modal(submit, "["+inInputBlock(`{"type":"number_input","is_decimal_allowed":true,"initial_value":"1.5"}`)+"]"), modal(submit, "["+inInputBlock(`{"type":"number_input","is_decimal_allowed":true,"initial_value":1.5}`)+"]"), "must provide a string"},
		{"number without decimals", modal(submit, "["+inInputBlock(`{"type":"number_input","is_decimal_allowed":false}`)+"]"), modal(submit, "["+inInputBlock(`{"type":"number_input"}`)+"]"), "missing required field: is_decimal_allowed"},
		{"files", modal(submit, "["+inInputBlock(`{"type":"file_input","max_files":10}`)+"]"), modal(submit, "["+inInputBlock(`{"type":"file_input","max_files":11}`)+"]"), "must be less than 11"},
		{"one focus", modal(submit, "["+inInputBlock(`{"type":"plain_text_input","focus_on_load":true}`)+"]"), modal(submit, items(2, inInputBlock(`{"type":"plain_text_input","focus_on_load":true}`))), "only one element may set `focus_on_load`"},
		{"response_url_enabled", modal(submit, "["+inInputBlock(`{"type":"conversations_select","response_url_enabled":true}`)+"]"), modal(submit, "["+withAccessory(`{"type":"conversations_select","response_url_enabled":true}`)+"]"), "is only available in an `input` block in modals"},
		{"home title", home("[]"), `{"type":"home","title":` + pt("t") + `,"blocks":[]}`, "invalid additional property: title [json-pointer:/view]"},
		{"home blocks", home(items(100, `{"type":"divider"}`)), home(items(101, `{"type":"divider"}`)), "no more than 100 items allowed"},
		{"home datetime", home("[" + inActionsBlock(`{"type":"datepicker"}`) + "]"), home("[" + inActionsBlock(`{"type":"datetimepicker"}`) + "]"), "unsupported type: datetimepicker"},
		{"home alert", home("[" + section("x") + "]"), home(`[{"type":"alert","text":` + pt("x") + `}]`), "unsupported type: alert"},
		{"view type", modal("", "[]"), `{"type":"workflow_step","blocks":[]}`, "unsupported type: workflow_step [json-pointer:/view/type]"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := checkView(json.RawMessage(tc.accept), "/view"); len(got.errors) > 0 {
				t.Errorf("refused what Slack accepts: %v", got.errors)
			}
			got := checkView(json.RawMessage(tc.refuse), "/view")
			if !strings.Contains(strings.Join(got.errors, "\n"), tc.words) {
				t.Errorf("errors %q, expected %q", got.errors, tc.words)
			}
		})
	}
}

func TestWhatSourcesDisagreeOnIsNoted(t *testing.T) {
	t.Parallel()
	for name, block := range map[string]string{
		"option value over 75": withAccessory(selectOf("[" + opt("t", n(76)) + "]")),
		"overflow with one":    withAccessory(`{"type":"overflow","options":[` + opt("a", "b") + `]}`),
		"pie with seven":       pie(7),
		"raw_number":           `{"type":"table","rows":[[{"type":"raw_number","value":1}]]}`,
		"UTF-16 length":        `{"type":"header","text":` + pt(strings.Repeat("😀", 80)) + `}`,
		"header level":         `{"type":"header","level":2,"text":` + pt("x") + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := checkBlocks(json.RawMessage("["+block+"]"), onMessage, "/blocks")
			if len(got.errors) > 0 || len(got.advice) == 0 {
				t.Errorf("errors %v, advice %v; expected a note and no error", got.errors, got.advice)
			}
		})
	}
}

func TestBlocksComeBackFilledIn(t *testing.T) {
	t.Parallel()
	got := checkBlocks(json.RawMessage("["+section("x")+","+inInputBlock(`{"type":"plain_text_input"}`)+"]"), onMessage, "/blocks")
	var blocks []object
	if err := json.Unmarshal(got.filled, &blocks); err != nil {
		t.Fatal(err)
	}
	if id := str(blocks[0], "block_id"); id == "" || id == str(blocks[1], "block_id") {
		t.Errorf("block ids %q and %q", id, str(blocks[1], "block_id"))
	}
	if obj(blocks[0]["text"])["verbatim"] != false || obj(blocks[1]["label"])["emoji"] != true || blocks[1]["optional"] != false || str(obj(blocks[1]["element"]), "action_id") == "" {
		t.Errorf("not filled in: %s", got.filled)
	}
	if again := checkBlocks(got.filled, onMessage, "/blocks"); len(again.errors) > 0 {
		t.Errorf("what Slack gave back is refused when it is sent again: %v", again.errors)
	}
}

// FuzzBlocks: nothing panics, and what is accepted stays within the outer limits and is accepted again.
func FuzzBlocks(f *testing.F) {
	for _, tc := range messageLimits() {
		if len(tc.accept) < 2000 {
			f.Add([]byte("[" + tc.accept + "]"))
		}
		if len(tc.refuse) < 2000 {
			f.Add([]byte("[" + tc.refuse + "]"))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got := checkBlocks(b, onMessage, "/blocks")
		if len(got.errors) > 0 || got.code != "" {
			return
		}
		blocks := parseBlocks(got.filled)
		if len(blocks) > maxMessageBlocks {
			t.Errorf("accepted %d blocks", len(blocks))
		}
		walk(blocks, func(_, el object) bool {
			if len([]rune(textOf(el, "text"))) > 75 && el["type"] == "button" || len(optionsOf(el)) > 10_000 {
				t.Errorf("accepted beyond a limit: %v", el)
			}
			return true
		})
		if again := checkBlocks(got.filled, onMessage, "/blocks"); len(again.errors) > 0 {
			t.Errorf("accepted once, refused when sent again: %v", again.errors)
		}
		Describe(got.filled)
	})
}
