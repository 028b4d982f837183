public import ArgumentParser
public import FATrainers

extension ExampleOrder: ExpressibleByArgument {}
