//! What in an issuer file stops a run before any account is read.

use crate::names::issuer::faults;

#[test]
fn a_sum_of_the_contract_that_is_none_stops_the_run() {
    for (from, path) in
        [("penalty_floor = \"10.00\"", "penalty_floor"), ("tolerance = \"10.00\"", "tolerance")]
    {
        let told = faults(from, &format!("{path} = \"10.005\""));
        assert!(told.contains(&format!("contract.{path}: a sum of the contract is in CNY")), "{told}");
    }
}
