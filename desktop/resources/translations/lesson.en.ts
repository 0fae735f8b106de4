<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>PeoplePanel</name>
    <message numerus="yes">
        <source>%n student(s) are sent out of this lesson.</source>
        <translation>
            <numerusform>%n student is sent out of this lesson.</numerusform>
            <numerusform>%n students are sent out of this lesson.</numerusform>
        </translation>
    </message>
</context>
</TS>
