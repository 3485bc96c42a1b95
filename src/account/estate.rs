//! The estate of a debtor who died, as it was read.

use chrono::NaiveDate;

use crate::record::{record, words};

record! {
    /// The estate of a debtor who died (遗产).
    pub struct Estate {
        /// The day of death.
        pub died_on: NaiveDate,
        /// The paper by which the heir's relation was confirmed, such as a notarial deed.
        pub relation_paper: Option<String>,
        /// How the administrator of the estate came to the office.
        pub appointed_by: Option<Appointment>,
        /// The day the administrator came to the office.
        pub appointed_on: Option<NaiveDate>,
        /// The paper that shows it.
        pub appointment_paper: Option<String>,
        /// The day the addressee renounced the inheritance in writing.
        pub renounced_on: Option<NaiveDate>,
        /// The last day on which the administrator takes claims, where one was announced.
        pub claims_until: Option<NaiveDate>,
    }
}

words! {
    /// How an administrator of an estate comes to the office (民法典 1145, 1146).
    pub enum Appointment {
        /// By the will, as its executor.
        Will = "will" / "遗嘱执行人" | "遗嘱指定",
        /// Elected by the heirs.
        Elected = "elected" / "由继承人推选" | "推选",
        /// All heirs together.
        Heirs = "heirs" / "由继承人共同担任" | "共同担任",
        /// The civil affairs office or the villagers' committee, where there is no heir.
        Office = "office" / "由民政部门或者村民委员会担任" | "民政部门" | "村民委员会",
        /// Named by a court.
        Court = "court" / "由人民法院指定" | "法院指定",
    }
}
