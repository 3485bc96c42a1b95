//! Pictures of handwriting.

#[test]
fn the_white_of_a_picture_of_handwriting_is_clear() {
    let mut png = Vec::new();
    let mut encoder = png::Encoder::new(&mut png, 8, 4);
    encoder.set_color(png::ColorType::Grayscale);
    let pixels: Vec<u8> = (0..32).map(|at| if at % 8 == 3 { 0 } else { 255 }).collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    let pdf = hanpress::inner::typeset::picture(png, 80.0, 40.0, crate::workshop::issue_date()).unwrap();
    let document = lopdf::Document::load_mem(&pdf).unwrap();
    let masks = document.objects.values().filter_map(|object| object.as_stream().ok());
    let clear = masks.filter(|stream| stream.dict.has(b"SMask")).count();
    assert_eq!(clear, 1, "what is white shows what lies under it");
}
