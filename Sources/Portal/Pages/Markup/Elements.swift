/// The elements that pages are made of, as functions.
func element(
  _ name: StaticString, _ attributes: [Attribute] = [], @HTMLBuilder _ content: () -> HTML
) -> HTML {
  HTML(name, attributes, content: content())
}

/// An element without content: `img`, `input`, `link`, `meta`.
func element(_ name: StaticString, _ attributes: [Attribute]) -> HTML {
  HTML(name, attributes, content: .none)
}

func heading(_ level: Int, _ text: String, _ attributes: [Attribute] = []) -> HTML {
  switch level {
  case 1: HTML("h1", attributes, content: HTML(text: text))
  case 2: HTML("h2", attributes, content: HTML(text: text))
  default: HTML("h3", attributes, content: HTML(text: text))
  }
}

func paragraph(_ text: String, _ attributes: [Attribute] = []) -> HTML {
  HTML("p", attributes, content: HTML(text: text))
}

func link(_ address: PageAddress, _ text: String, _ attributes: [Attribute] = []) -> HTML {
  HTML("a", [.href(address)] + attributes, content: HTML(text: text))
}

func link(_ path: PagePath, _ text: String, _ attributes: [Attribute] = []) -> HTML {
  HTML("a", [.href(path)] + attributes, content: HTML(text: text))
}
